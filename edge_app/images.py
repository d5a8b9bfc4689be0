"""From the bytes of a picture to the pixels that a model sees: the one way, for every room.

Training, calibration, the proof, the app and the tests all call ``decode_image`` and
``fit_to_input``, so that a model is trained on, calibrated on and asked about the same pixels.
"""

import stat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.encoded_picture import open_picture
from edge_app.errors import DamagedImageError, ImageTooLargeError

MAX_PIXELS = 25_000_000
# Of a file that is read whole; 25 megapixels take at most 100 MB even without compression.
MAX_FILE_BYTES = 128 * 2**20
RESIZE_RULE = "center-crop-bilinear"


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
    with both sides not less than these (height, width), in pixels of the upright picture. A
    picture of another format with more than a megapixel is averaged down to them.

    Returns uint8 (height, width, 3), RGB, 0..255.

    Raises UnsupportedImageError: not one of ``FORMAT_NAMES``. ImageTooLargeError: more than
    ``max_pixels``, or than twice as many for a baseline JPEG that is decoded at a reduced scale;
    a side above 65,535 pixels; or no memory is left. DamagedImageError: cut off, corrupt, or with
    more parts than any real picture has.
    """
    with open_picture(data, max_pixels=max_pixels, at_least=at_least) as picture:
        return picture.decode()


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
