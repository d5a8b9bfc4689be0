"""Batches of a split for scoring: all images, in their order, as they are."""

import math
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.augmentation import central_crop
from training.hosts import Share
from training.parts import ChosenImages, Images, Split
from training.streaming import StreamedImages

BATCH_SIZE = 500
# So that 500 images of 64 x 64 are one batch, and a net's activations for 41 of 224 x 224 take
# hundreds of megabytes, not gigabytes.
BATCH_PIXELS = 2**21
# Of what fills a batch up: no class at all.
NO_LABEL = -1


class EvaluationBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types.
    """Every image of a split, in order; the last batch may be smaller.

    A batch is (float32 images (n, height, width, 3), 0..255; int64 labels (n,)). Without a
    ``batch_size`` it is 500, or fewer images where these are larger than 64 x 64 pixels. With
    ``crop_px`` it has the middle of each image, of that side.
    """

    def __init__(
        self, split: Split, *, batch_size: int | None = None, crop_px: int | None = None
    ) -> None:
        super().__init__()
        self._split = split
        self._crop_px = crop_px
        self._batch_size = batch_size or evaluation_batch_size(split.images.shape)

    def __len__(self) -> int:
        return math.ceil(len(self._split.labels) / self._batch_size)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        rows = slice(index * self._batch_size, (index + 1) * self._batch_size)
        return self._images(rows), self._split.labels[rows]

    def _images(self, rows: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        images = read_batch(self._split.images, rows)
        if self._crop_px:
            images = central_crop(images, self._crop_px)
        return images.astype(np.float32)


class SharedEvaluation(EvaluationBatches):
    """This host's part of every batch, of which each of ``devices`` in all gets equal rows.

    The last batch is filled up for that. The fillings have NO_LABEL and no weight, and the weight
    of the images is such that the mean over all rows is that over the images: a batch is (images,
    labels, float32 weights (n,)). ForImages keeps the accuracy to the images.
    """

    def __init__(
        self, split: Split, *, share: Share, devices: int, crop_px: int | None = None
    ) -> None:
        size = evaluation_batch_size(split.images.shape)
        super().__init__(split, batch_size=max(1, size // devices) * devices, crop_px=crop_px)
        self._share = share
        self._devices = devices

    def __getitem__(  # type: ignore[override]
        self, index: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
        start, count = index * self._batch_size, len(self._split.labels)
        filled = self._filled(min(self._batch_size, count - start))
        rows = start + np.arange(filled)[self._share.rows(filled)]
        real, chosen = rows < count, np.minimum(rows, count - 1)
        images, labels = self._images(chosen), np.where(real, self._split.labels[chosen], NO_LABEL)
        return images, labels, (real * (self._filled(count) / count)).astype(np.float32)

    def _filled(self, count: int) -> int:
        return math.ceil(count / self._devices) * self._devices


class ForImages(keras.metrics.SparseCategoricalAccuracy):  # type: ignore[misc]
    """The accuracy over those rows of batches that are images, and no fillings."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # noqa: ARG002
        super().update_state(y_true, y_pred, sample_weight=y_true != NO_LABEL)


def evaluation_batch_size(shape: tuple[int, ...]) -> int:
    """How many images (n, height, width, 3) of ``shape`` a batch may hold: 1 to 500."""
    _, height, width, _ = shape
    return max(1, min(BATCH_SIZE, BATCH_PIXELS // (height * width)))


class RaiseReadingErrors(keras.callbacks.Callback):  # type: ignore[misc]
    """Stops what Keras is doing by the PipelineError of a picture that ``read_batch`` missed."""

    def __init__(self, *splits: Split) -> None:
        super().__init__()
        self._splits = splits

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        for split in self._splits:
            if failure := reading_failure(split.images):
                raise PipelineError(failure)

    on_test_batch_end = on_train_batch_end
    on_predict_batch_end = on_train_batch_end


def read_batch(images: Images, indices: Any) -> NDArray[np.uint8]:
    """The ``images`` at ``indices``, uint8 (k, height, width, 3), for a Keras data set.

    Where one of them can no longer be read, all are black, and RaiseReadingErrors says why:
    TensorFlow, whose data pipeline calls this, would print a traceback of an error raised here.
    """
    try:
        return images[indices]
    except PipelineError:
        if reading_failure(images) is None:
            raise
        count = len(np.arange(len(images))[indices])
        return np.zeros((count, *images.shape[1:]), np.uint8)


def reading_failure(images: Images) -> str | None:
    """What is to be said of a picture of ``images`` that could not be read; None as yet."""
    while isinstance(images, ChosenImages):
        images = images.source
    return images.failure if isinstance(images, StreamedImages) else None


def predict(model: keras.Model, split: Split) -> NDArray[np.float32]:
    """The probabilities (n, classes), 0..1, that ``model`` gives for each image of ``split``.

    Raises PipelineError: a picture can no longer be read.
    """
    batches, watch = EvaluationBatches(split), RaiseReadingErrors(split)
    return np.asarray(model.predict(batches, callbacks=[watch], verbose=0), np.float32)
