"""Pictures as ``data:`` addresses, so that a page holds them itself."""

import base64
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Smaller images are enlarged by whole factors without smoothing, so that a pixel stays a pixel.
SIDE_PX = 160
# Larger ones are photos, which as PNG would take several times the bytes.
JPEG_QUALITY = 88


def image_address(image: NDArray[np.uint8]) -> str:
    """uint8 (height, width, 3), RGB, as the address of a PNG; of a JPEG where it is large."""
    stream, picture = io.BytesIO(), Image.fromarray(image)
    factor = SIDE_PX // max(picture.size)
    if factor > 1:
        size = (factor * picture.width, factor * picture.height)
        picture.resize(size, Image.Resampling.NEAREST).save(stream, "PNG", optimize=True)
        return _address(stream.getvalue(), "png")
    picture.thumbnail((2 * SIDE_PX, 2 * SIDE_PX))
    picture.save(stream, "JPEG", quality=JPEG_QUALITY)
    return _address(stream.getvalue(), "jpeg")


def chart_address(path: Path) -> tuple[str, int]:
    """The address of a PNG file, and its width in pixels."""
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        return _address(content, "png"), picture.width


def _address(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
