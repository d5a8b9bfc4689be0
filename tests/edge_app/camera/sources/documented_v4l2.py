"""A cv2.VideoCapture that behaves as OpenCV's does with a USB camera, for tests without one."""

from typing import Any

import cv2
import numpy as np


class UsbCapture:
    """Gives a red picture of the size that is asked for, in OpenCV's order: blue, green, red.

    The class is the device: ``frames`` says what comes, "whole", "torn" or "none", and then
    always what came last; ``opens`` whether it opens at all.
    """

    frames = ("whole",)
    opens = True
    released = 0

    def __init__(self, number: int, backend: int) -> None:
        assert (number, backend) == (0, cv2.CAP_V4L2)
        self._set: dict[int, float] = {}
        self._grabbed = 0

    def isOpened(self) -> bool:  # noqa: N802
        return self.opens

    def set(self, name: int, value: float) -> bool:
        self._set[name] = value
        return True

    def get(self, name: int) -> float:
        return 30.0 if name == cv2.CAP_PROP_FPS else self._set.get(name, 0.0)

    def grab(self) -> bool:
        self._now = self.frames[min(self._grabbed, len(self.frames) - 1)]
        self._grabbed += 1
        return self._now != "none"

    def retrieve(self) -> Any:
        if self._now == "torn":
            return False, None
        height = int(self._set[cv2.CAP_PROP_FRAME_HEIGHT])
        width = int(self._set[cv2.CAP_PROP_FRAME_WIDTH])
        return True, np.broadcast_to(np.array((10, 10, 230), np.uint8), (height, width, 3)).copy()

    def release(self) -> None:
        type(self).released += 1
