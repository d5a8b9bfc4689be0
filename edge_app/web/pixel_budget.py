"""The memory that all pictures may take together while they are decoded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class PixelBudget:
    """A number of pixels that many threads share; each waits until its own are free.

    One that waits for many is not passed by others that need few, or it might wait for ever.
    """

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels
        self._free = pixels
        self._door = threading.Lock()
        self._condition = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait for ``pixels``, and give them back at the end; more than there are means all."""
        share = min(pixels, self._pixels)
        with self._door, self._condition:
            self._condition.wait_for(lambda: self._free >= share)
            self._free -= share
        try:
            yield
        finally:
            with self._condition:
                self._free += share
                self._condition.notify()
