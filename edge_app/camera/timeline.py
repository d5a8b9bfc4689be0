"""When the frames of a camera are due in a video, whose rate is always the same."""

import itertools
import statistics

SLOWEST, FASTEST = 1.0, 60.0  # Frames per second of a video.
LONGEST_STILL_S = 10.0  # A camera that stood still for a night does not fill the disk.


class Timeline:
    """When each frame is due in a video of a fixed rate, so that it plays as fast as it was."""

    def __init__(self, times_s: list[float]) -> None:
        """``times_s`` are those of the first frames, at least one."""
        gaps = [later - earlier for earlier, later in itertools.pairwise(times_s)]
        gap_s = statistics.median(gaps) if gaps else 1.0
        self.rate = min(max(SLOWEST, 1 / max(gap_s, 1e-3)), FASTEST)
        self._begin_s = times_s[0]
        self._written = 0

    def times(self, captured_s: float) -> int:
        """How many times the frame of this moment is to be written now: 0 where it came early."""
        due = 1 + round((captured_s - self._begin_s) * self.rate)
        most = max(1, round(LONGEST_STILL_S * self.rate))
        if due - self._written > most:  # The time that was lost is left out.
            self._begin_s += (due - self._written - most) / self.rate
            due = self._written + most
        count = max(0, due - self._written)
        self._written += count
        return count
