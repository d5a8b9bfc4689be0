"""Augmented batches, each a function of (seed, epoch, batch): a resumed run sees the same ones."""

from typing import Any, cast

import keras
import numpy as np
from numpy.typing import NDArray

from training.augmentation import augment
from training.batches import read_batch
from training.class_weights import chosen_class_weights
from training.datasets import Split
from training.hosts import Share
from training.recipe import Recipe

Batch = (
    tuple[NDArray[np.float32], NDArray[np.int64]]
    | tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]
)


class AugmentedBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types.
    """The training images in a new order each epoch, augmented as the recipe says.

    ``start_epoch`` draws the order. It is for a callback to call: Keras's own ``on_epoch_end`` of a
    PyDataset does not say which epoch it is, and ``fit`` calls it before the first one too.

    A batch is (float32 images (n, height, width, 3), 0..255; int64 labels (n,)), and where the
    recipe's ``class_weights`` say so, float32 weights (n,) as well. The last, smaller batch of an
    epoch is left out, so that every step has one shape. With a ``share``, only that part of each
    batch is read and given: the parts together are the batches of one process.
    """

    def __init__(
        self, split: Split, recipe: Recipe, *, class_count: int, share: Share | None = None
    ) -> None:
        super().__init__()
        self._split = split
        self._recipe = recipe
        self._batch_size = batch_size(recipe, split)
        self._share = share or Share()
        weights = chosen_class_weights(recipe.class_weights, split.labels, class_count=class_count)
        self._weights = None if weights is None else np.array(weights, np.float32)
        self.start_epoch(0)

    def __len__(self) -> int:
        return len(self._split.labels) // self._batch_size

    def __getitem__(self, index: int) -> Batch:
        chosen = self._order[index * self._batch_size : (index + 1) * self._batch_size]
        random = np.random.default_rng([self._recipe.seed, self._epoch, 1 + index])
        if self._share.count > 1:
            rows = self._share.rows(self._batch_size)
            part = _PartOfDraws(random, self._batch_size, rows)
            chosen, random = chosen[rows], cast("np.random.Generator", part)
        originals = read_batch(self._split.images, chosen)
        augmented = augment(originals, self._recipe, random=random, crop_px=self._crop_px)
        images, labels = augmented.astype(np.float32), self._split.labels[chosen]
        return (
            (images, labels) if self._weights is None else (images, labels, self._weights[labels])
        )

    def start_epoch(self, epoch: int) -> None:
        """Draw the order of an epoch, which counts from zero, as in Keras's callbacks."""
        # In the seeds it counts from one, as in the lines that are printed.
        self._epoch = 1 + epoch
        self._crop_px = self._recipe.crop_px if epoch < self._recipe.crop_epochs else None
        random = np.random.default_rng([self._recipe.seed, self._epoch, 0])
        self._order = random.permutation(len(self._split.labels))


def batch_size(recipe: Recipe, split: Split) -> int:
    """Images per step: all that there are, where these are fewer than the recipe wants."""
    return min(recipe.batch_size, len(split.labels))


class _PartOfDraws:
    """Draws for a ``whole`` batch, and gives those of its ``rows``: an image keeps its own.

    It has those methods of a generator that augmentation uses, for as many numbers as images; of
    an axis for each image, which is the last one.
    """

    def __init__(self, random: np.random.Generator, whole: int, rows: slice) -> None:
        self._random = random
        self._whole = whole
        self._rows = rows

    def random(self, _size: int, /) -> NDArray[np.float64]:
        return self._random.random(self._whole)[self._rows]

    def integers(self, low: int, high: int, size: Any, /) -> NDArray[np.int64]:
        whole = (*size[:-1], self._whole) if isinstance(size, tuple) else self._whole
        return self._random.integers(low, high, whole)[..., self._rows]

    def uniform(self, low: float, high: float, _size: int, /) -> NDArray[np.float64]:
        return self._random.uniform(low, high, self._whole)[self._rows]
