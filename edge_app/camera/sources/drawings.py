"""Simple drawings of things that the shipped model knows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 640, 480  # Of the plane on which the points below are given.
CENTRE = np.array((WIDTH / 2, HEIGHT / 2))


@dataclass(frozen=True)
class Shape:
    """``kind`` is a method of Pillow's ImageDraw; ``points`` are x, y, x, y and so on."""

    kind: str
    points: tuple[float, ...]
    colour: Colour


@dataclass(frozen=True)
class Drawing:
    """A sky from the top to the ``horizon``, a ground below it, each from one colour to another."""

    sky: tuple[Colour, Colour]
    ground: tuple[Colour, Colour]
    horizon: float
    shapes: tuple[Shape, ...]


def background(drawing: Drawing, *, width: int, height: int) -> NDArray[np.uint8]:
    """uint8 (height, width, 3), RGB: the sky and the ground."""
    split = round(drawing.horizon / HEIGHT * height)
    sky, ground = _shaded(*drawing.sky, split), _shaded(*drawing.ground, height - split)
    column = np.concatenate((sky, ground))[:, np.newaxis]
    return np.ascontiguousarray(np.broadcast_to(column, (height, width, 3)))


def draw_over(pixels: NDArray[np.uint8], drawing: Drawing, offset: Any) -> NDArray[np.uint8]:
    """A copy of ``pixels``, uint8 (height, width, 3), with the shapes of ``drawing``.

    ``offset`` (x, y) moves them, in units of the plane.
    """
    height, width = pixels.shape[:2]
    scale = min(width / WIDTH, height / HEIGHT)
    image = Image.fromarray(pixels)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        points = (np.reshape(shape.points, (-1, 2)) - CENTRE + offset) * scale
        points += (width / 2, height / 2)
        getattr(pen, shape.kind)([tuple(point) for point in points.tolist()], fill=shape.colour)
    return np.array(image, np.uint8)


def _shaded(first: Colour, last: Colour, rows: int) -> NDArray[np.uint8]:
    """uint8 (rows, 3)."""
    return np.linspace(first, last, rows).astype(np.uint8)
