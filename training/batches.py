"""Batches of a split for scoring: all images, in their order, as they are."""

import math
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.parts import ChosenImages, Images, Split
from training.streaming import StreamedImages

BATCH_SIZE = 500
# So that 500 images of 64 x 64 are one batch, and a net's activations for 41 of 224 x 224 take
# hundreds of megabytes, not gigabytes.
BATCH_PIXELS = 2**21


class EvaluationBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types.
    """Every image of a split, in order; the last batch may be smaller.

    A batch is (float32 images (n, height, width, 3), 0..255; int64 labels (n,)). Without a
    ``batch_size`` it is 500, or fewer images where these are larger than 64 x 64 pixels.
    """

    def __init__(self, split: Split, *, batch_size: int | None = None) -> None:
        super().__init__()
        self._split = split
        self._batch_size = batch_size or evaluation_batch_size(split.images.shape)

    def __len__(self) -> int:
        return math.ceil(len(self._split.labels) / self._batch_size)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        rows = slice(index * self._batch_size, (index + 1) * self._batch_size)
        images = read_batch(self._split.images, rows)
        return images.astype(np.float32), self._split.labels[rows]


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
