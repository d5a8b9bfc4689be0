"""Augmented batches, each a function of (seed, epoch, batch): a resumed run sees the same ones."""

import keras
import numpy as np
from numpy.typing import NDArray

from training.datasets import Split
from training.recipe import Recipe


def augment(
    images: NDArray[np.uint8],
    *,
    random: np.random.Generator,
    horizontal_flip: bool,
    translation_px: int,
) -> NDArray[np.uint8]:
    """Flip half of the images left to right, and shift each by up to ``translation_px``.

    ``images`` and the result are uint8 (n, height, width, 3). Rows and columns that a shift
    uncovers are filled by reflection. Each image has its own draw.
    """
    count, (height, width) = len(images), images.shape[1:3]
    if horizontal_flip:
        flipped = random.random(count) < 0.5
        images = np.where(flipped[:, None, None, None], images[:, :, ::-1], images)
    if translation_px:
        border = (translation_px, translation_px)
        padded = np.pad(images, ((0, 0), border, border, (0, 0)), mode="reflect")
        top, left = random.integers(0, 2 * translation_px + 1, (2, count))
        rows = top[:, None] + np.arange(height)
        columns = left[:, None] + np.arange(width)
        images = padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return images


class AugmentedBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types.
    """The training images in a new order each epoch, augmented as the recipe says.

    ``start_epoch`` draws the order. It is for a callback to call: Keras's own ``on_epoch_end`` of a
    PyDataset does not say which epoch it is, and ``fit`` calls it before the first one too.

    A batch is (float32 images (n, height, width, 3), 0..255; int64 labels (n,)). The last, smaller
    batch of an epoch is left out, so that every step has one shape.
    """

    def __init__(self, split: Split, recipe: Recipe) -> None:
        super().__init__()
        self._split = split
        self._recipe = recipe
        self._batch_size = min(recipe.batch_size, len(split.labels))
        self.start_epoch(0)

    def __len__(self) -> int:
        return len(self._split.labels) // self._batch_size

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        chosen = self._order[index * self._batch_size : (index + 1) * self._batch_size]
        images = augment(
            self._split.images[chosen],
            random=np.random.default_rng([self._recipe.seed, self._epoch, 1 + index]),
            horizontal_flip=self._recipe.horizontal_flip,
            translation_px=self._recipe.translation_px,
        )
        return images.astype(np.float32), self._split.labels[chosen]

    def start_epoch(self, epoch: int) -> None:
        """Draw the order of an epoch, which counts from zero, as in Keras's callbacks."""
        self._epoch = (
            1 + epoch
        )  # In the seeds it counts from one, as in the lines that are printed.
        random = np.random.default_rng([self._recipe.seed, self._epoch, 0])
        self._order = random.permutation(len(self._split.labels))
