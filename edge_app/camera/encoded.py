"""Frames as JPEG files, each of them encoded once, however many want it."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.camera.frame import Frame

QUALITY = 80


@dataclass(frozen=True, eq=False)
class EncodedFrame:
    """A frame as a JPEG file of ``width`` times ``height`` pixels; the rest is as of a Frame."""

    number: int
    captured_s: float
    jpeg: bytes
    width: int
    height: int


class EncodedFrames:
    """The newest frame, made smaller and encoded when somebody asks for it. For many threads."""

    def __init__(self, frames: Callable[[int, float], Frame | None], *, side: int = 640) -> None:
        """``frames`` gives the newest one with a number above its first argument, and waits for
        it as many seconds as the second one says, as ``Watcher.frame`` does. The longer side of
        what is encoded has at most ``side`` pixels."""
        self._frames = frames
        self._side = side
        self._encoding = threading.Lock()
        self._latest: EncodedFrame | None = None

    def get(self, after: int, timeout_s: float) -> EncodedFrame | None:
        """The newest frame with a number above ``after``; None when none came in time."""
        frame = self._frames(after, timeout_s)
        if frame is None:
            return None
        with self._encoding:  # Whoever wants the same frame waits until it is encoded.
            if self._latest is None or self._latest.number < frame.number:
                jpeg, width, height = as_jpeg(frame.pixels, side=self._side)
                self._latest = EncodedFrame(
                    frame.number, frame.captured_s, jpeg, width=width, height=height
                )
            return self._latest


def as_jpeg(pixels: NDArray[np.uint8], *, side: int) -> tuple[bytes, int, int]:
    """A JPEG file of ``pixels``, uint8 (height, width, 3), RGB, with its width and its height.

    Its longer side has at most ``side`` pixels; a smaller picture keeps its size.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.BILINEAR)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=QUALITY)
    return packed.getvalue(), image.width, image.height
