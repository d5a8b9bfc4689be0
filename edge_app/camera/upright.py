"""Turn frames the way they are to be seen, once, where they come in."""

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.source import Source

ROTATIONS = (0, 90, 180, 270)
FLIPS = ("none", "horizontal", "vertical", "both")


def upright(pixels: NDArray[np.uint8], *, rotate: int, flip: str) -> NDArray[np.uint8]:
    """Turn a picture by ``rotate`` degrees, clockwise, then mirror it.

    ``rotate`` is one of ROTATIONS, ``flip`` one of FLIPS: "horizontal" exchanges left and right.
    ``pixels`` is uint8 (height, width, 3); the result as well, with the sides exchanged after a
    quarter turn, and contiguous in memory.
    """
    turned = np.rot90(pixels, k=-(rotate // 90))  # rot90 turns counter-clockwise.
    if flip in ("horizontal", "both"):
        turned = turned[:, ::-1]
    if flip in ("vertical", "both"):
        turned = turned[::-1]
    return np.ascontiguousarray(turned)


class Upright:
    """A source whose frames are turned as they are read."""

    def __init__(self, source: Source, *, rotate: int, flip: str) -> None:
        self._source = source
        self._rotate, self._flip = rotate, flip

    @property
    def description(self) -> str:
        return self._source.description

    @property
    def is_live(self) -> bool:
        return self._source.is_live

    @property
    def frame_gap_s(self) -> float:
        return self._source.frame_gap_s

    def read(self) -> tuple[NDArray[np.uint8], float]:
        pixels, captured_s = self._source.read()
        return upright(pixels, rotate=self._rotate, flip=self._flip), captured_s

    def close(self) -> None:
        self._source.close()
