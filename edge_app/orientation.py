"""How a picture is to be turned, by its EXIF or XMP."""

import contextlib

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

UPRIGHT = 1
_TURNED_ON_ITS_SIDE = (5, 6, 7, 8)
# In a JPEG a block of EXIF has at most 64 KiB. Pillow takes one apart entry by entry.
_MOST_EXIF_BYTES = 2**17
_EXIF_KEYS = ("exif", "Raw profile type exif")


def orientation_of(image: Image.Image) -> int:
    """EXIF's number, 1 to 8; 1 where there is none, or none that can be read."""
    for key in _EXIF_KEYS:
        if len(image.info.get(key, b"")) > _MOST_EXIF_BYTES:
            return UPRIGHT
    with contextlib.suppress(Exception):  # Most pictures with corrupt EXIF are upright.
        found = image.getexif().get(ExifTags.Base.Orientation, UPRIGHT)
        return found if found in range(1, 9) else UPRIGHT
    return UPRIGHT


def is_on_its_side(image: Image.Image) -> bool:
    """Is the picture's height, as it is stored, the width of the upright one?"""
    return orientation_of(image) in _TURNED_ON_ITS_SIDE


def upright_shape(height: int, width: int, orientation: int) -> tuple[int, int]:
    """(height, width) of the upright picture, for those of the stored one."""
    return (width, height) if orientation in _TURNED_ON_ITS_SIDE else (height, width)


def as_stored(upright: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """A view of an upright picture, uint8 (height, width, 3), with the axes of the stored one.

    What is written into the view stands upright in ``upright``. The numbers are those of Exif
    2.32, section 4.6.4: the side of the picture that the first row and the first column are.
    """
    if orientation in _TURNED_ON_ITS_SIDE:
        upright = upright.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        upright = upright[::-1] if orientation in (3, 4) else upright[:, ::-1]
    if orientation in (2, 3, 6, 7):
        upright = upright[:, ::-1] if orientation in (2, 3) else upright[::-1]
    return upright
