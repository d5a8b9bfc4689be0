"""Any picture that Pillow has decoded as upright RGB."""

import contextlib

import numpy as np
from PIL import Image, ImageOps

# Debian 12 has Pillow 9.4, and 32-bit ARM takes Debian's, because PyPI has no wheel for it.
_OLD_PILLOW = not hasattr(Image.Image, "has_transparency_data")
_ALPHA_MODES = ("LA", "La", "PA", "RGBA", "RGBa")
_SIXTEEN_BIT_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_BACKGROUND = (255, 255, 255)


def upright_rgb(image: Image.Image) -> Image.Image:
    """EXIF orientation applied, transparent parts on white, 16-bit greys scaled to 8 bits."""
    return _to_rgb(_upright(image))


def _upright(image: Image.Image) -> Image.Image:
    # Corrupt EXIF is passed over: the picture itself is fine, and most such are upright.
    with contextlib.suppress(Exception):
        if _OLD_PILLOW:
            return ImageOps.exif_transpose(image)
        ImageOps.exif_transpose(image, in_place=True)
    return image


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
    """Pillow's `has_transparency_data`, which came after 9.4."""
    palette = image.palette.mode if image.mode == "P" and image.palette else ""
    return image.mode in _ALPHA_MODES or "transparency" in image.info or palette.endswith("A")
