"""Random changes to the quality of training images: how sharp they are, and what JPEG leaves."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pictures = NDArray[np.uint8]

# What a pixel takes of each of its eight neighbours and of itself, as Pillow's filter SMOOTH does.
NEIGHBOUR_SHARE, OWN_SHARE = 1 / 13, 5 / 13


def change_sharpness(images: Pictures, *, by: float, random: np.random.Generator) -> Pictures:
    """Blur or sharpen each image (n, height, width, 3), by up to ``by`` (0..1).

    A factor is drawn for each, from 1 - ``by`` to 1 + ``by``: 0 is the smoothed image, 1 the image
    itself, 2 as far beyond it on the other side. It is that of Pillow's ``ImageEnhance.Sharpness``
    and of AutoAugment (E. D. Cubuk et al., 2019, https://arxiv.org/abs/1805.09501); here the
    border is smoothed as well, with the pixels there repeated.
    """
    factors = random.uniform(1 - by, 1 + by, len(images)).astype(np.float32)
    smoothed = _smoothed(images)
    changed = smoothed + factors[:, None, None, None] * (images - smoothed)
    return np.clip(np.rint(changed), 0, 255).astype(np.uint8)


def compress(images: Pictures, *, lowest_quality: int, random: np.random.Generator) -> Pictures:
    """Encode half of the images (n, height, width, 3) as JPEG and decode them again.

    The quality, on Pillow's scale, is drawn from ``lowest_quality`` to 100. The other half stays
    as it is: what is learned of damaged pictures must not be lost of whole ones.
    """
    chosen = random.random(len(images)) < 0.5
    qualities = random.integers(lowest_quality, 101, len(images))
    compressed: Pictures = images.copy()
    for place in np.flatnonzero(chosen):
        compressed[place] = _through_jpeg(images[place], int(qualities[place]))
    return compressed


def _smoothed(images: Pictures) -> NDArray[np.float32]:
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge").astype(np.float32)
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    square = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    own = images * np.float32(OWN_SHARE - NEIGHBOUR_SHARE)
    smoothed: NDArray[np.float32] = square * np.float32(NEIGHBOUR_SHARE) + own
    return smoothed


def _through_jpeg(image: Pictures, quality: int) -> Pictures:
    file = io.BytesIO()
    Image.fromarray(image).save(file, format="JPEG", quality=quality)
    with Image.open(file) as decoded:
        return np.asarray(decoded)
