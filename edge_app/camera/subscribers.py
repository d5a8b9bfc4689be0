"""Those who want to be told of each change."""

import threading
from collections.abc import Callable

from edge_app.camera.frame import Frame
from edge_app.camera.observation import WatchState
from edge_app.event_log import WARNING, tell

# The frame is None before the first one.
Callback = Callable[[WatchState, Frame | None], None]


class Subscribers:
    """Callbacks, of which none can harm who tells them. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: dict[object, Callback] = {}
        self._failed: set[object] = set()

    def add(self, callback: Callback) -> Callable[[], None]:
        """Tell ``callback`` from now on; what is given back ends that."""
        key = object()
        with self._lock:
            self._callbacks[key] = callback

        def remove() -> None:
            with self._lock:
                self._callbacks.pop(key, None)
                self._failed.discard(key)

        return remove

    def tell(self, state: WatchState, frame: Frame | None) -> None:
        """Call all of them, in the order in which they came."""
        with self._lock:
            callbacks = list(self._callbacks.items())
        for key, callback in callbacks:
            try:
                callback(state, frame)
            except Exception as error:
                self._report(key, error)

    def _report(self, key: object, error: Exception) -> None:
        with self._lock:
            is_known = key in self._failed
            self._failed.add(key)
        if not is_known:
            reason = f"{type(error).__name__}: {error}"
            words = f"What the camera sees could not be passed on: {reason}"
            tell("subscriber_failed", words, level=WARNING)
