"""How many pictures are worked on at the same moment, and how many may wait for that."""

import math
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from edge_app.errors import BusyError

# The share of the latest picture in the mean time of a picture: about the last ten count.
LATEST_SHARE = 0.2


class PictureQueue:
    """Places for ``parallel`` pictures; ``most_waiting`` more may wait, and go in as they came.

    For many threads. ``in_work`` and ``waiting`` are the numbers of the moment.
    """

    def __init__(self, *, parallel: int, most_waiting: int) -> None:
        self._parallel = parallel
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._mean_s = 0.0
        self.in_work = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a place, and give it back at the end. Raises BusyError: too many wait."""
        self._enter()
        started = time.monotonic()
        try:
            yield
        finally:
            self._leave(time.monotonic() - started)

    def _enter(self) -> None:
        with self._lock:
            if self.in_work < self._parallel:
                self.in_work += 1
                return
            if len(self._waiting) >= self._most_waiting:
                raise self._busy()
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            turn.acquire()  # Until the one that leaves hands its place over.
        except BaseException:  # Ctrl-C, where the main thread waits here.
            self._turn_down(turn)
            raise

    def _leave(self, lasted_s: float) -> None:
        with self._lock:
            share = LATEST_SHARE if self._mean_s else 1.0
            self._mean_s += share * (lasted_s - self._mean_s)
            self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self.in_work -= 1

    def _turn_down(self, turn: threading.Lock) -> None:
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:  # The place was its own already.
                self._hand_over()

    def _busy(self) -> BusyError:
        """With the time until half of those that wait now are answered."""
        ahead = self.in_work + len(self._waiting) / 2
        seconds = max(1, math.ceil(self._mean_s * ahead / self._parallel))
        return BusyError(
            f"{len(self._waiting)} pictures are waiting already, the most that may. "
            f"Send it again in {seconds} s.",
            retry_after_s=seconds,
        )
