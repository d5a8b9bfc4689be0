"""A picture of what the net sees: training images, and versions of them."""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from edge_app.files import replacing
from training.augmentation import augment
from training.datasets import Split
from training.recipe import Recipe

IMAGES = 6
VERSIONS = 8
GAP = 0.06  # Between pictures, as a share of their side.
WHITE = 255


def draw_augmentation(path: Path, split: Split, recipe: Recipe) -> None:
    """Draw images spread over ``split``: each as it is, and in versions that the recipe allows."""
    originals, versions = augmentation_samples(split, recipe)
    figure = Figure(figsize=(1.2 * (VERSIONS + 1.4), 1.2 * len(originals) + 0.5))
    left, right = figure.subplots(1, 2, width_ratios=[1, VERSIONS])
    for axes, rows, title in (
        (left, originals[:, None], "as it is"),
        (right, versions, "as the net sees it"),
    ):
        axes.imshow(grid(rows))
        axes.set_title(title, fontsize=10)
        axes.axis("off")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.93, wspace=0.02)
    with replacing(path) as partial, matplotlib.rc_context({"savefig.dpi": 110}):
        figure.savefig(partial)


def augmentation_samples(
    split: Split, recipe: Recipe
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Some images, uint8 (n, height, width, 3), and their versions, (n, versions, ...)."""
    count = len(split.labels)
    chosen = np.linspace(0, count - 1, min(IMAGES, count)).astype(int)
    originals = split.images[chosen]
    # Batches are drawn by (seed, epoch, place) with epochs from one: no batch has this draw.
    random = np.random.default_rng([recipe.seed, 0])
    copies = np.repeat(originals, VERSIONS, axis=0)
    versions = augment(copies, recipe, random=random)
    return originals, versions.reshape(len(originals), VERSIONS, *originals.shape[1:])


def grid(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One image of pictures (rows, columns, height, width, 3), with white gaps between them."""
    gap = max(1, round(GAP * pictures.shape[2]))
    border = ((0, 0), (0, 0), (0, gap), (0, gap), (0, 0))
    padded = np.pad(pictures, border, constant_values=WHITE)
    rows, columns, height, width, _ = padded.shape
    joined: NDArray[np.uint8] = padded.swapaxes(1, 2).reshape(rows * height, columns * width, 3)
    return joined[:-gap, :-gap]
