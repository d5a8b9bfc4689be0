"""The pictures that the models are asked about: made here from a seed, so that none is shipped."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SEED = 2718
PHOTO_SIZE = (576, 864)  # (height, width): half a megapixel, a usual size of uploads and frames.
PHOTO_SHAPES = 60
PHOTO_QUALITY = 90


@dataclass(frozen=True)
class Inputs:
    """What one model is asked about.

    ``pixels`` is uint8 (height, width, 3) of the model's own input size. ``files`` holds encoded
    pictures by format: "png" has the same pixels, "jpeg" is drawn and has ``PHOTO_SIZE``.
    """

    pixels: NDArray[np.uint8]
    files: dict[str, bytes]


def make_inputs(size: tuple[int, int], *, seed: int = SEED) -> Inputs:
    """The inputs for a model whose input has ``size`` (height, width)."""
    pixels = random_pixels(size, seed=seed)
    png = _encode(Image.fromarray(pixels), "PNG")
    jpeg = _encode(drawn_photo(seed=seed), "JPEG", quality=PHOTO_QUALITY)
    return Inputs(pixels, {"png": png, "jpeg": jpeg})


def random_pixels(size: tuple[int, int], *, seed: int) -> NDArray[np.uint8]:
    """Uniform noise, uint8 (height, width, 3), 0..255, for ``size`` (height, width)."""
    return np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)


def drawn_photo(*, seed: int) -> Image.Image:
    """Coloured ellipses on a gradient: RGB of ``PHOTO_SIZE``.

    JPEG decodes noise far more slowly than photographs, and a flat colour far faster.
    """
    height, width = PHOTO_SIZE
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    random = np.random.default_rng(seed)
    for _ in range(PHOTO_SHAPES):
        x, y = (int(limit * random.random()) for limit in (width, height))
        radius = int(random.integers(10, 100))
        color = tuple(int(level) for level in random.integers(0, 256, 3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    return image


def _encode(image: Image.Image, image_format: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()
