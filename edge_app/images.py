"""From the bytes of a picture to the pixels that a model sees: the one way, for every room.

Training, calibration, the proof, the app and the tests all call ``decode_image`` and
``fit_to_input``, so that a model is trained on, calibrated on and asked about the same pixels.
"""

import io
import stat
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.errors import DamagedImageError, ImageTooLargeError, UnsupportedImageError
from edge_app.reduced_scale import is_one_pass, reduce_scale
from edge_app.rgb import upright_rgb

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
FORMAT_NAMES = "JPEG, PNG, WebP, BMP or GIF"
MAX_PIXELS = 25_000_000
# Of a file that is read whole; 25 megapixels take at most 100 MB even without compression.
MAX_FILE_BYTES = 128 * 2**20
RESIZE_RULE = "center-crop-bilinear"
# Phones make JPEGs of 48 and 50 megapixels. At a reduced scale one takes less time and less memory
# than 25 megapixels at full size.
REDUCED_TIMES = 2


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


def decode_image(
    data: bytes, *, max_pixels: int = MAX_PIXELS, at_least: tuple[int, int] | None = None
) -> NDArray[np.uint8]:
    """Decode a picture to upright RGB.

    The format is decided by the content, never by a name. EXIF orientation is applied, transparent
    parts are laid on white, 16-bit greys are scaled to 8 bits, and the first frame of an animation
    is taken. The size is checked before any pixel is decoded.

    ``at_least`` lets a large JPEG be decoded at 1/2, 1/4 or 1/8 of its size: as small as it may be
    with both sides not less than these (height, width), in pixels of the upright picture.

    Returns uint8 (height, width, 3), RGB, 0..255.

    Raises UnsupportedImageError: not one of ``FORMAT_NAMES``. ImageTooLargeError: more than
    ``max_pixels``, or than twice as many for a baseline JPEG that is decoded at a reduced scale.
    DamagedImageError: cut off or corrupt.
    """
    with open_picture(data, max_pixels=max_pixels, at_least=at_least) as picture:
        return picture.decode()


class EncodedPicture:
    """A picture whose header has been read, and nothing more: what ``open_picture`` gives."""

    def __init__(self, image: Image.Image, *, memory_pixels: int) -> None:
        """``memory_pixels``: as many pixels at full size take the memory that decoding takes."""
        self._image = image
        self.memory_pixels = memory_pixels

    def __enter__(self) -> "EncodedPicture":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._image.close()

    def decode(self) -> NDArray[np.uint8]:
        """As ``decode_image``; once. Raises DamagedImageError: cut off or corrupt."""
        try:
            self._image.load()
            return np.array(upright_rgb(self._image), np.uint8)
        except Exception as error:
            raise DamagedImageError(_damaged(error)) from error


def open_picture(
    data: bytes, *, max_pixels: int = MAX_PIXELS, at_least: tuple[int, int] | None = None
) -> EncodedPicture:
    """Read a picture's header, and choose its scale; arguments and errors of ``decode_image``."""
    image = _open(data, max_pixels)
    width, height, limit = image.width, image.height, max_pixels
    memory_pixels = width * height
    if at_least is not None and reduce_scale(image, at_least):
        memory_pixels = image.width * image.height
        if is_one_pass(image, data):
            limit = REDUCED_TIMES * max_pixels
        else:  # The frequencies of each pixel take 3 to 8 bytes; a decoded one takes 10 to 15.
            memory_pixels += width * height // 2
    if width * height > limit:
        image.close()
        raise ImageTooLargeError(_too_large(f"{width} x {height}", limit))
    return EncodedPicture(image, memory_pixels=memory_pixels)


def _open(data: bytes, max_pixels: int) -> Image.Image:
    if not data:
        raise UnsupportedImageError(f"The file is empty. Send a {FORMAT_NAMES} picture.")
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ImageTooLargeError(_too_large("far more", max_pixels)) from None
    except Exception as error:  # Pillow's parsers raise what they like on hostile headers.
        if begins_like_a_picture(data):
            raise DamagedImageError(_damaged(error)) from error
        raise UnsupportedImageError(
            f"This is not a picture that can be read. Send a {FORMAT_NAMES} picture."
        ) from error


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


def begins_like_a_picture(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF87a", b"GIF89a")
    return data.startswith(starts) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _damaged(error: Exception) -> str:
    return f"The picture is damaged or cut off and cannot be decoded ({type(error).__name__})."


def _too_large(size: str, max_pixels: int) -> str:
    return (
        f"The picture has {size} pixels; at most {max_pixels / 1e6:g} megapixels are accepted. "
        "Make it smaller and send it again."
    )
