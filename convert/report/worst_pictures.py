"""The images that Keras answers rightly and a variant wrongly, as pictures for the report."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convert.proof.comparison import WorstImage
from training.parts import Split

SHOWN = 8
# Smaller images are enlarged by whole factors without smoothing, so that a pixel stays a pixel.
SIDE_PX = 160


def worst_pictures(split: Split, worst: tuple[WorstImage, ...]) -> list[tuple[WorstImage, str]]:
    """The first of ``worst``, each with its picture as a ``data:`` address of a PNG.

    Raises PipelineError: a picture can no longer be read.
    """
    shown = worst[:SHOWN]
    if not shown:
        return []
    images = split.images[[one.index for one in shown]]
    return [(one, data_address(image)) for one, image in zip(shown, images, strict=True)]


def data_address(image: NDArray[np.uint8]) -> str:
    """uint8 (height, width, 3), RGB, as the ``data:`` address of a PNG."""
    stream = io.BytesIO()
    _enlarged(Image.fromarray(image)).save(stream, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"


def _enlarged(picture: Image.Image) -> Image.Image:
    factor = SIDE_PX // max(picture.size)
    if factor > 1:
        size = (factor * picture.width, factor * picture.height)
        return picture.resize(size, Image.Resampling.NEAREST)
    picture.thumbnail((2 * SIDE_PX, 2 * SIDE_PX))
    return picture
