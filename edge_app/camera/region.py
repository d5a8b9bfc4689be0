"""The part of a frame that is classified."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_app.settings.measures import PictureRegion

# (left, top, width, height) in shares, 0..1, of the frame's sides.
Region = tuple[float, float, float, float]


def checked_region(region: Sequence[float]) -> Region:
    """``region`` as it is, once it is known to be a part of a frame.

    Raises ValueError: not four numbers from 0 to 1, without extent, or beyond the frame.
    """
    kind = PictureRegion()
    try:
        left, top, width, height = kind.from_toml(list(region))
    except (TypeError, ValueError) as error:
        raise ValueError(f"The region is {region!r}, expected {kind.expected}.") from error
    return left, top, width, height


def centred_square(height: int, width: int) -> Region:
    """The largest square in the middle of a frame of this size, in pixels."""
    side = min(height, width)
    left, top = (width - side) // 2, (height - side) // 2
    return left / width, top / height, side / width, side / height


def region_of(region: Region | None, pixels: NDArray[np.uint8]) -> Region:
    """The region that is used in the frame ``pixels`` (height, width, 3); None: its square."""
    height, width = pixels.shape[:2]
    return centred_square(height, width) if region is None else region


def pixel_box(region: Region, *, height: int, width: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of ``region`` in a frame of this size, in whole pixels.

    ``right`` and ``bottom`` are the first beyond it. It has at least one pixel.
    """
    left, right = _span(region[0], region[2], width)
    top, bottom = _span(region[1], region[3], height)
    return left, top, right, bottom


def cut(pixels: NDArray[np.uint8], region: Region) -> NDArray[np.uint8]:
    """The part of ``pixels`` (height, width, 3) in the region: a view, nothing is copied."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = pixel_box(region, height=height, width=width)
    return pixels[top:bottom, left:right]


def _span(begin: float, share: float, count: int) -> tuple[int, int]:
    """Whole pixels from ``begin`` on, of ``count``; each edge is rounded to the nearest."""
    first = min(round(begin * count), count - 1)
    return first, min(count, max(first + 1, round((begin + share) * count)))
