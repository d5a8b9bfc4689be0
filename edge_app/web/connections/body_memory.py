"""The memory that the bodies of all requests take together."""

import threading

LEAST_BYTES = 64 * 2**20


def memory_for(largest_body_bytes: int) -> int:
    """The bytes for all bodies together, where one may have ``largest_body_bytes``."""
    return max(LEAST_BYTES, 2 * largest_body_bytes)


class BodyMemory:
    """A count of the bytes that are held, up to ``most_bytes``. May be used by many threads.

    What has come counts, not what was announced: whoever announces much and sends little would
    otherwise keep the others out. That a body may then run out of room half-way is the price;
    it is refused and its bytes are free for the others, so that some always come through, while
    bodies that waited for room in each other's way would not.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._held_bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """How many bytes are held now."""
        return self._held_bytes

    def has_room(self, size: int) -> bool:
        """Whether ``size`` more bytes would fit now."""
        return self._held_bytes + size <= self.most_bytes

    def take(self, size: int) -> bool:
        """Hold ``size`` more bytes, if they fit."""
        with self._lock:
            if not self.has_room(size):
                return False
            self._held_bytes += size
            return True

    def give_back(self, size: int) -> None:
        """Hold ``size`` bytes fewer."""
        with self._lock:
            self._held_bytes -= size
