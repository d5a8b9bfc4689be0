"""The latest frame of a camera: one writes, many read, and nobody waits for anybody."""

import threading
import time

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.frame import Frame
from edge_app.camera.rates import Rate


class LatestFrame:
    """Holds the newest frame, counts them all, and knows at what rate they come."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._count = 0
        self._rate = Rate()

    def put(self, pixels: NDArray[np.uint8], captured_s: float) -> None:
        """``pixels`` is as in Frame, and is not written to from here on."""
        with self._changed:
            self._count += 1
            self._frame = Frame(pixels=pixels, captured_s=captured_s, number=self._count)
            self._rate.add(time.monotonic())
            self._changed.notify_all()

    def latest(self, after: int, timeout_s: float) -> Frame | None:
        """The newest frame, once its number is greater than ``after``; None: not in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_newer(after), timeout_s)
            return self._frame if self._is_newer(after) else None

    def clear(self) -> None:
        """Forget the frame; the numbers go on."""
        with self._changed:
            self._frame = None

    @property
    def count(self) -> int:
        """How many there have been."""
        return self._count

    def age_s(self) -> float | None:
        """Seconds since the newest frame; None: there is none."""
        frame = self._frame
        return None if frame is None else max(0.0, time.monotonic() - frame.captured_s)

    def per_second(self) -> float:
        """The rate of the last seconds."""
        return self._rate.per_second(time.monotonic())

    def _is_newer(self, after: int) -> bool:
        return self._frame is not None and self._frame.number > after
