"""The memory that all pictures may take together while they are decoded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryBudget:
    """A number of bytes that many threads share; each waits until its own are free.

    One that waits for many is not passed by others that need few, or it might wait for ever.
    """

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._free = size_bytes
        self._door = threading.Lock()
        self._condition = threading.Condition()

    @contextmanager
    def taken(self, size_bytes: int) -> Iterator[None]:
        """Wait for ``size_bytes``, and give them back at the end; more than there are means all."""
        share = min(size_bytes, self._size_bytes)
        with self._door, self._condition:
            self._condition.wait_for(lambda: self._free >= share)
            self._free -= share
        try:
            yield
        finally:
            with self._condition:
                self._free += share
                self._condition.notify()
