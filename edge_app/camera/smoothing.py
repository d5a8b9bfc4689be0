"""A label that does not flicker: an average over time, and a leader that is held for a while."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A frame that comes so long after the last, and so many times later than usual, shows something
# else: what was seen before the gap says nothing of it.
GAP_S = 2.0
GAP_TIMES = 5.0
# The share of the latest interval in the usual one.
LATEST_SHARE = 0.2


@dataclass(frozen=True, eq=False)
class Smoothed:
    """``average`` is float32 (classes,), 0..1. ``index`` is the class that is held, since
    ``since_s``, on the clock of the frames."""

    average: NDArray[np.float32]
    index: int
    since_s: float

    @property
    def leads(self) -> bool:
        """Whether the class that is held has the highest average, too."""
        return int(self.average.argmax()) == self.index


class Smoother:
    """An exponential average of probabilities, and the label that follows from it.

    The average after a frame is ``smoothing`` times the one before, and the rest is the frame's
    own; 0 is no average at all. The label changes to another class once that has had the highest
    average for ``hold`` frames in a row. The first frame decides at once.
    """

    def __init__(self, *, smoothing: float, hold: int) -> None:
        self._smoothing = smoothing
        self._hold = hold
        self.reset()

    def reset(self) -> None:
        """Forget all frames."""
        self._last: Smoothed | None = None
        self._last_s = 0.0
        self._usual_s: float | None = None
        self._challenger, self._led = -1, 0

    def add(self, probabilities: NDArray[np.float32], captured_s: float) -> Smoothed:
        """Take in the ``probabilities``, float32 (classes,), 0..1, of the next frame.

        ``captured_s`` is its time on a monotonic clock. After a gap, or with another number of
        classes, it counts as the first one.
        """
        if self._is_new(probabilities, captured_s):
            self.reset()
        last = self._last
        if last is None:
            found = Smoothed(probabilities, int(probabilities.argmax()), captured_s)
        else:
            average = self._smoothing * last.average + (1 - self._smoothing) * probabilities
            average = np.asarray(average, np.float32)
            index = self._held(average, last.index)
            since_s = last.since_s if index == last.index else captured_s
            found = Smoothed(average, index, since_s)
        self._last, self._last_s = found, captured_s
        return found

    def _is_new(self, probabilities: NDArray[np.float32], captured_s: float) -> bool:
        if self._last is None:
            return True
        interval_s = captured_s - self._last_s
        usual_s = interval_s if self._usual_s is None else self._usual_s
        is_gap = interval_s > max(GAP_S, GAP_TIMES * usual_s)
        self._usual_s = usual_s + LATEST_SHARE * (interval_s - usual_s)
        return is_gap or len(probabilities) != len(self._last.average)

    def _held(self, average: NDArray[np.float32], held: int) -> int:
        """The class that is the label now; of equal averages the lower index leads."""
        leader = int(average.argmax())
        self._led = self._led + 1 if leader == self._challenger else 1
        self._challenger = leader
        return leader if self._led >= self._hold else held
