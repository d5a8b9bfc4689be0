"""Weights by which the images of rare classes count more in training."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# "auto" weighs the classes where the largest has more than this many times the smallest's images.
AUTO_RATIO = 3


def class_weights(labels: NDArray[np.int64], *, class_count: int) -> tuple[float, ...]:
    """A weight per class, in inverse proportion to its number of images.

    n / (classes * n_class), for ``labels`` (n,): every class weighs the same in all, and the mean
    weight over the images is 1, so that the learning rate keeps its meaning. A class without
    images has the weight 1, and is not counted.
    """
    counts = np.bincount(labels, minlength=class_count)
    present = counts > 0
    weights = len(labels) / (present.sum() * np.maximum(counts, 1))
    return tuple(np.where(present, weights, 1.0).tolist())


def chosen_class_weights(
    setting: str, labels: NDArray[np.int64], *, class_count: int
) -> tuple[float, ...] | None:
    """The weights that the recipe's ``class_weights`` asks for; None where all classes weigh 1.

    ``setting`` is "on", "off", or "auto": on where the largest class has more than AUTO_RATIO
    times the images of the smallest.
    """
    counts = np.bincount(labels, minlength=class_count)
    counts = counts[counts > 0]
    far_from_equal = len(counts) > 0 and counts.max() > AUTO_RATIO * counts.min()
    if setting == "on" or (setting == "auto" and far_from_equal):
        return class_weights(labels, class_count=class_count)
    return None


def weights_line(weights: Sequence[float], class_names: Sequence[str]) -> str:
    """What the user is told of the ``weights`` of the classes: the ends of their range."""
    pairs = sorted(zip(weights, class_names, strict=True))
    (low, common), (high, rare) = pairs[0], pairs[-1]
    if low == high:
        return "The class weights are on, and all equal: every image counts the same."
    return (
        f"The classes are of unequal size: an image counts {low:.2f} ({common}) to {high:.2f} "
        f"({rare}). See class_weights in the recipe."
    )
