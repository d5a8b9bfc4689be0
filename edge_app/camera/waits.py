"""How long to wait before a camera that failed is tried again."""

from collections import deque
from random import SystemRandom

FACTOR = 5.0
JITTER = 0.25  # So that many devices that lost one stream do not come back at the same moment.
WINDOW = 4  # Times the longest wait: for so long a failure is remembered.


class Waits:
    """Waits that grow from ``first_s`` to ``longest_s`` with the failures of the last while.

    With 0.5 and 15 seconds these are 0.5, 2.5, 12.5, 15, 15...: at most five tries in any minute.
    """

    def __init__(self, *, first_s: float, longest_s: float) -> None:
        self._first_s, self._longest_s = first_s, longest_s
        self._failures: deque[float] = deque()
        self._random = SystemRandom()

    def next_s(self, now_s: float) -> float:
        """Seconds to wait after a failure at ``now_s``, of a monotonic clock: what is due, and up
        to a quarter more."""
        while self._failures and self._failures[0] < now_s - WINDOW * self._longest_s:
            self._failures.popleft()
        wait_s = min(self._longest_s, self._first_s * FACTOR ** len(self._failures))
        self._failures.append(now_s)
        return wait_s * self._random.uniform(1, 1 + JITTER)
