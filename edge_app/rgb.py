"""Any picture that Pillow has decoded as upright RGB."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.orientation import UPRIGHT, as_stored, orientation_of, upright_shape

# About a megabyte: what is made of a strip on its way takes no more than a few of them.
STRIP_PIXELS = 2**18
_ALPHA_MODES = ("LA", "La", "PA", "RGBA", "RGBa")
_SIXTEEN_BIT_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_BACKGROUND = (255, 255, 255)


def upright_rgb(image: Image.Image, *, averaged: int = 1) -> NDArray[np.uint8]:
    """EXIF orientation applied, transparent parts on white, 16-bit greys scaled to 8 bits.

    ``averaged`` pixels along each side become one. Strip by strip, so that little more memory is
    taken than ``image`` and the result, uint8 (height, width, 3), need.
    """
    orientation = orientation_of(image)
    if averaged == 1 and orientation == UPRIGHT and image.width * image.height <= STRIP_PIXELS:
        return np.array(_to_rgb(image), np.uint8)  # The quickest way for a small one.
    height, width = -(-image.height // averaged), -(-image.width // averaged)
    upright = np.empty((*upright_shape(height, width, orientation), 3), np.uint8)
    stored = as_stored(upright, orientation)
    rows = max(1, STRIP_PIXELS // image.width // averaged) * averaged
    for top in range(0, image.height, rows):
        strip = _to_rgb(_strip(image, top, min(top + rows, image.height)))
        first = top // averaged
        small = strip.reduce(averaged) if averaged > 1 else strip
        stored[first : first + small.height] = np.asarray(small)
    return upright


def _strip(image: Image.Image, top: int, bottom: int) -> Image.Image:
    if bottom - top == image.height:
        return image
    return image.crop((0, top, image.width, bottom))


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BIT_MODES:
        # convert("RGB") would clip these to white; PNG's 16-bit greys span 0..65535.
        eight_bit = np.clip(np.asarray(image, np.int64) // 257, 0, 255).astype(np.uint8)
        return Image.fromarray(eight_bit).convert("RGB")
    if _is_transparent(image):
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        background = Image.new("RGB", layered.size, _BACKGROUND)
        background.paste(layered, mask=layered)
        return background
    return image if image.mode == "RGB" else image.convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    """Pillow's `has_transparency_data`, which came after the 9.4 of Debian 12."""
    palette = image.palette.mode if image.mode == "P" and image.palette else ""
    return image.mode in _ALPHA_MODES or "transparency" in image.info or palette.endswith("A")
