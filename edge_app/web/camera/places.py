"""A number of places of which each is taken by one request at a time."""

import threading
from collections.abc import Callable


class Places:
    """``most`` places; nobody waits for one. For many threads. ``taken`` is how many are now."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0
        self._lock = threading.Lock()

    def take(self) -> Callable[[], None] | None:
        """Take a place: what gives it back, however often that is called; None: all are taken."""
        with self._lock:
            if self.taken >= self.most:
                return None
            self.taken += 1
        is_held = [True]

        def leave() -> None:
            with self._lock:
                if is_held:
                    is_held.clear()
                    self.taken -= 1

        return leave
