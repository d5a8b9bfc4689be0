"""From the bytes of a picture to the pixels that a model sees: the one way, for every room.

Training, calibration, the proof, the app and the tests all call these two functions, so that a
model is trained on, calibrated on and asked about the same pixels.
"""

import contextlib
import io
import stat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from edge_app.errors import DamagedImageError, ImageTooLargeError, UnsupportedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
FORMAT_NAMES = "JPEG, PNG, WebP, BMP or GIF"
MAX_PIXELS = 25_000_000
# Of a file that is read whole; 25 megapixels take at most 100 MB even without compression.
MAX_FILE_BYTES = 128 * 2**20
RESIZE_RULE = "center-crop-bilinear"

# Debian 12 has Pillow 9.4, and 32-bit ARM takes Debian's, because PyPI has no wheel for it.
_OLD_PILLOW = not hasattr(Image.Image, "has_transparency_data")
_ALPHA_MODES = ("LA", "La", "PA", "RGBA", "RGBa")
_SIXTEEN_BIT_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_BACKGROUND = (255, 255, 255)


def read_image_file(path: Path) -> bytes:
    """The content of a picture file, for ``decode_image``.

    Raises DamagedImageError: it cannot be read, is no regular file (a folder, a pipe, a device),
    or is larger than ``MAX_FILE_BYTES``.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DamagedImageError("This is not a regular file. Give a picture file.")
        if status.st_size > MAX_FILE_BYTES:
            raise ImageTooLargeError(
                f"The file has {status.st_size} bytes; at most {MAX_FILE_BYTES} are read. "
                "Make the picture smaller."
            )
        return path.read_bytes()
    except OSError as error:
        raise DamagedImageError(f"Cannot read the file: {error.strerror}.") from error


def decode_image(data: bytes, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """Decode a picture to upright RGB.

    The format is decided by the content, never by a name. EXIF orientation is applied, transparent
    parts are laid on white, 16-bit greys are scaled to 8 bits, and the first frame of an animation
    is taken. The size is checked before any pixel is decoded.

    Returns uint8 (height, width, 3), RGB, 0..255.

    Raises UnsupportedImageError: not one of ``FORMAT_NAMES``. ImageTooLargeError: more than
    ``max_pixels``. DamagedImageError: cut off or corrupt.
    """
    if not data:
        raise UnsupportedImageError(f"The file is empty. Send a {FORMAT_NAMES} picture.")
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ImageTooLargeError(_too_large("far more", max_pixels)) from None
    except Exception as error:  # Pillow's parsers raise what they like on hostile headers.
        if _begins_like_a_picture(data):
            raise DamagedImageError(_damaged(error)) from error
        raise UnsupportedImageError(
            f"This is not a picture that can be read. Send a {FORMAT_NAMES} picture."
        ) from error
    with image:
        pixels = image.width * image.height
        if pixels > max_pixels:
            raise ImageTooLargeError(_too_large(f"{image.width} x {image.height}", max_pixels))
        try:
            image.load()
            return np.array(_to_rgb(_upright(image)), np.uint8)
        except Exception as error:
            raise DamagedImageError(_damaged(error)) from error


def fit_to_input(image: NDArray[np.uint8], *, height: int, width: int) -> NDArray[np.uint8]:
    """Cut the centred part that has the shape of the model's input, and resize it.

    This is the rule ``center-crop-bilinear``: the largest centred rectangle of the input's aspect
    ratio, resampled by Pillow's bilinear filter, which averages over all source pixels when it
    makes a picture smaller. An image that has the right size already is returned unchanged.

    ``image`` is uint8 (h, w, 3), the result uint8 (``height``, ``width``, 3); both RGB, 0..255.
    """
    source_height, source_width = image.shape[:2]
    if (source_height, source_width) == (height, width):
        return image
    scale = min(source_height / height, source_width / width)
    crop_height, crop_width = max(1, round(height * scale)), max(1, round(width * scale))
    top, left = (source_height - crop_height) // 2, (source_width - crop_width) // 2
    # Cut before the resize: with Pillow's `box` the filter would see past the edge of the cut.
    crop = Image.fromarray(image[top : top + crop_height, left : left + crop_width])
    return np.array(crop.resize((width, height), Image.Resampling.BILINEAR), np.uint8)


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


def _begins_like_a_picture(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF87a", b"GIF89a")
    return data.startswith(starts) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _damaged(error: Exception) -> str:
    return f"The picture is damaged or cut off and cannot be decoded ({type(error).__name__})."


def _too_large(size: str, max_pixels: int) -> str:
    return (
        f"The picture has {size} pixels; at most {max_pixels / 1e6:g} megapixels are accepted. "
        "Make it smaller and send it again."
    )
