"""Large JPEG files at 1/2, 1/4 or 1/8 of their size, where the model sees the same picture.

A JPEG holds 8 x 8 pixels as frequencies. Its decoder can leave the higher ones out, and gives a
smaller picture in a fraction of the time and of the memory.
"""

import contextlib

from PIL import ExifTags, Image
from PIL.JpegImagePlugin import JpegImageFile

# How many pixels are left for each one of the model's input, along each side. From 6 on, only
# labels that were a toss-up change, and 12 megapixels are still reduced for inputs of up to 250
# pixels: the tables in docs/edge-app.md, "Large JPEG files".
PIXELS_PER_INPUT_PIXEL = 6
_TURNED_ON_ITS_SIDE = (5, 6, 7, 8)
_MARKER, _START_OF_SCAN = 0xFF, 0xDA


def needed_size(input_size: tuple[int, int]) -> tuple[int, int]:
    """What a picture must keep for a model's input of ``input_size``; both (height, width)."""
    return PIXELS_PER_INPUT_PIXEL * input_size[0], PIXELS_PER_INPUT_PIXEL * input_size[1]


def reduce_scale(image: Image.Image, at_least: tuple[int, int]) -> bool:
    """Let a JPEG that is not decoded yet be so at the smallest scale that keeps ``at_least``.

    ``at_least`` is (height, width) in pixels of the upright picture. True where the scale is now
    less than 1. Other formats have no such scales.
    """
    if not isinstance(image, JpegImageFile):
        return False
    size_before = image.size
    height, width = at_least
    image.draft(None, (height, width) if _is_on_its_side(image) else (width, height))
    return image.size != size_before


def is_one_pass(image: Image.Image, data: bytes) -> bool:
    """Can this JPEG be decoded line by line? Else all its frequencies are held at any scale.

    ``data`` is the file of ``image``. A progressive one has many scans, and a sequential one may.
    """
    components = len(getattr(image, "layer", ()))
    return not image.info.get("progressive") and _components_of_first_scan(data) == components


def _components_of_first_scan(data: bytes) -> int | None:
    """From the header of the first scan: marker, length of two bytes, this (ITU-T T.81, B.2.3)."""
    place = 2  # After the marker of the file's beginning.
    while place + 4 < len(data) and data[place] == _MARKER:
        if data[place + 1] == _START_OF_SCAN:
            return data[place + 4]
        is_filler = data[place + 1] == _MARKER
        place += 1 if is_filler else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _is_on_its_side(image: Image.Image) -> bool:
    with contextlib.suppress(Exception):  # Corrupt EXIF is passed over, as when it is decoded.
        return image.getexif().get(ExifTags.Base.Orientation) in _TURNED_ON_ITS_SIDE
    return False
