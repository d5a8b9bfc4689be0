"""How often something happens, and how often it may."""

import threading
from collections import deque

# Enough for the fastest camera; more is never counted.
MOST_EVENTS = 4096


class Rate:
    """Events per second over the last ``window_s`` seconds. For many threads.

    All times are seconds of one monotonic clock.
    """

    def __init__(self, *, window_s: float = 3.0) -> None:
        self._window_s = window_s
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=MOST_EVENTS)

    def add(self, now_s: float) -> None:
        """Count one event."""
        with self._lock:
            self._times.append(now_s)

    def per_second(self, now_s: float) -> float:
        """The rate of the moment; 0 once nothing came for the window, or before two came."""
        with self._lock:
            # One is kept from before the window: slower events than one in a window have a rate.
            while len(self._times) > 1 and self._times[1] <= now_s - self._window_s:
                self._times.popleft()
            if len(self._times) < 2 or self._times[-1] <= now_s - self._window_s:
                return 0.0
            # Since the last one, at most one interval has gone by: else the rate sinks.
            usual_s = (self._times[-1] - self._times[0]) / (len(self._times) - 1)
            late_s = max(0.0, now_s - self._times[-1] - usual_s)
            span_s = self._times[-1] - self._times[0] + late_s
            return (len(self._times) - 1) / span_s if span_s > 0 else 0.0


class Pace:
    """When the next of a row may begin, so that there are at most ``most_per_second``.

    None: at once, always. One that begins late, because nothing was there to begin with, does not
    move those after it, up to half a period, so that the rate is reached on average.
    """

    def __init__(self, most_per_second: float | None) -> None:
        self._period_s = 0.0 if most_per_second is None else 1 / most_per_second
        self._due_s: float | None = None

    def rest_s(self, now_s: float) -> float:
        """The seconds until the next may begin, 0 if it may now."""
        return 0.0 if self._due_s is None else max(0.0, self._due_s - now_s)

    def begin(self, now_s: float) -> None:
        """Note that one begins."""
        late_s = 0.0 if self._due_s is None else now_s - self._due_s
        self._due_s = now_s - min(late_s, self._period_s / 2) + self._period_s

    def reset(self) -> None:
        """Let the next begin at once."""
        self._due_s = None
