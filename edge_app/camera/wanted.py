"""What is asked of a source of frames."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_app.images import MAX_PIXELS

if TYPE_CHECKING:
    from edge_app.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """``frame_size`` is (width, height), ``frame_rate`` frames per second; None: the source's own.

    ``rotate`` is 0, 90, 180 or 270 degrees, clockwise; ``flip``, after it, is none, horizontal,
    vertical or both. A read gives up after ``read_limit_s``, where the source can. ``max_pixels``
    is the limit of a picture of a folder.
    """

    frame_size: tuple[int, int] | None = None
    frame_rate: float | None = None
    rotate: int = 0
    flip: str = "none"
    max_pixels: int = MAX_PIXELS
    read_limit_s: float = 5.0


def wanted_of(settings: "Settings") -> Wanted:
    """What the settings ask for."""
    return Wanted(
        frame_size=settings.frame_size,
        frame_rate=settings.frame_rate,
        rotate=int(settings.rotate),
        flip=settings.flip,
        max_pixels=settings.max_pixels,
        read_limit_s=settings.stall_limit,
    )
