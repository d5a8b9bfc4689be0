"""Random changes to training images, in plain arrays: each image has its own draw."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.image_quality import change_sharpness, compress
from training.recipe import Recipe

Pictures = NDArray[np.uint8]


def augment(
    images: Pictures, recipe: Recipe, *, random: np.random.Generator, crop_px: int | None = None
) -> Pictures:
    """Change each image as the recipe allows, with the draws of ``random``.

    ``images`` and the result are uint8 (n, height, width, 3), RGB; with ``crop_px``, the result has
    that height and width. First the picture moves (flip, shift, rotation and zoom) and is cropped,
    then its sharpness changes, it is compressed, and a part of it is hidden. What is off draws
    nothing, so that a recipe sees the same images as before a setting was added.
    """
    if recipe.horizontal_flip:
        images = flip(images, random=random)
    if recipe.translation_px:
        images = shift(images, up_to_px=recipe.translation_px, random=random)
    if recipe.rotation_degrees or recipe.zoom_percent:
        images = rotate_and_zoom(
            images,
            degrees=recipe.rotation_degrees,
            percent=recipe.zoom_percent,
            random=random,
        )
    if crop_px:
        images = crop(images, side_px=crop_px, random=random)
    if recipe.sharpness:
        images = change_sharpness(images, by=recipe.sharpness, random=random)
    if recipe.jpeg_quality < 100:
        images = compress(images, lowest_quality=recipe.jpeg_quality, random=random)
    if recipe.cutout_px:
        images = cut_out(images, side_px=recipe.cutout_px, random=random)
    return images


def flip(images: Pictures, *, random: np.random.Generator) -> Pictures:
    """Flip half of the images (n, height, width, 3) left to right."""
    flipped = random.random(len(images)) < 0.5
    return np.where(flipped[:, None, None, None], images[:, :, ::-1], images)


def shift(images: Pictures, *, up_to_px: int, random: np.random.Generator) -> Pictures:
    """Shift each image (n, height, width, 3) by up to ``up_to_px`` in each direction.

    Rows and columns that a shift uncovers are filled by reflection.
    """
    count, (height, width) = len(images), images.shape[1:3]
    border = (up_to_px, up_to_px)
    padded = np.pad(images, ((0, 0), border, border, (0, 0)), mode="reflect")
    top, left = random.integers(0, 2 * up_to_px + 1, (2, count))
    rows = top[:, None] + np.arange(height)
    columns = left[:, None] + np.arange(width)
    shifted: Pictures = padded[
        np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]
    ]
    return shifted


def rotate_and_zoom(
    images: Pictures, *, degrees: float, percent: float, random: np.random.Generator
) -> Pictures:
    """Rotate each image by up to ``degrees`` either way, and scale it by up to ``percent``.

    ``images`` is (n, height, width, 3). Both are about the centre, in one bilinear interpolation;
    what they uncover is filled by reflection.
    """
    angles = np.radians(random.uniform(-degrees, degrees, len(images)))
    scales = 1 + random.uniform(-percent, percent, len(images)) / 100
    height, width = images.shape[1:3]
    # As far as the farthest corner can come to lie outside.
    reach = math.hypot(height, width) / 2 / (1 - percent / 100)
    border = math.ceil(reach - min(height, width) / 2) + 1
    padded = np.pad(images, ((0, 0), (border,) * 2, (border,) * 2, (0, 0)), mode="reflect")
    centre = (width / 2, height / 2)
    return np.stack(
        [
            _transformed(picture, _rotation(angle, scale, centre, border), (width, height))
            for picture, angle, scale in zip(padded, angles, scales, strict=True)
        ]
    )


def crop(images: Pictures, *, side_px: int, random: np.random.Generator) -> Pictures:
    """A part of each image (n, height, width, 3), ``side_px`` a side, from anywhere in it."""
    count, (height, width) = len(images), images.shape[1:3]
    top = random.integers(0, height - side_px + 1, count)
    left = random.integers(0, width - side_px + 1, count)
    side = np.arange(side_px)
    rows, columns = top[:, None] + side, left[:, None] + side
    cropped: Pictures = images[
        np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]
    ]
    return cropped


def central_crop(images: Pictures, side_px: int) -> Pictures:
    """The middle of each image (n, height, width, 3), ``side_px`` a side."""
    top, left = ((side - side_px) // 2 for side in images.shape[1:3])
    return images[:, top : top + side_px, left : left + side_px]


def cut_out(images: Pictures, *, side_px: int, random: np.random.Generator) -> Pictures:
    """Hide a square of each image (n, height, width, 3) behind the mean colour of that image.

    The centre of the square is drawn from all pixels, so that a part of it may fall outside:
    DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout",
    2017, https://arxiv.org/abs/1708.04552.
    """
    count, (height, width) = len(images), images.shape[1:3]
    top = random.integers(0, height, count) - side_px // 2
    left = random.integers(0, width, count) - side_px // 2
    hidden = (
        _between(np.arange(height), top, side_px)[:, :, None, None]
        & _between(np.arange(width), left, side_px)[:, None, :, None]
    )
    mean = images.mean(axis=(1, 2), keepdims=True).round().astype(np.uint8)
    return np.where(hidden, mean, images)


def _between(places: NDArray[np.int64], start: NDArray[np.int64], length: int) -> NDArray[np.bool_]:
    """For each start (n,) which of the places (m,) lie in its ``length``: (n, m)."""
    offset = places[None, :] - start[:, None]
    return (offset >= 0) & (offset < length)


def _rotation(
    angle: float, scale: float, centre: tuple[float, float], border: int
) -> tuple[float, ...]:
    """The six numbers by which Pillow maps a place of the result to one of the padded image.

    x' = a x + b y + c and y' = d x + e y + f: the place, seen from ``centre`` (x, y), turned by
    ``angle`` (radians) and divided by ``scale``, seen from the centre inside the ``border``.
    """
    cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
    x, y = centre
    return (
        *(cosine, sine, border + x - cosine * x - sine * y),
        *(-sine, cosine, border + y + sine * x - cosine * y),
    )


def _transformed(picture: Pictures, numbers: tuple[float, ...], size: tuple[int, int]) -> Pictures:
    transformed = Image.fromarray(picture).transform(
        size, Image.Transform.AFFINE, numbers, resample=Image.Resampling.BILINEAR
    )
    return np.asarray(transformed)
