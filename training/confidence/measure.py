"""How sure a trained Keras model is: of validation images, and of pictures of nothing it knows."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.confidence.summary import confidence_summary
from training.confidence.unknown import UnknownPictures, ask_about
from training.parts import Dataset


def measure_confidence(
    model: keras.Model,
    dataset: Dataset,
    probabilities: NDArray[np.float32],
    *,
    precision: float,
    unknown: UnknownPictures,
) -> dict[str, Any]:
    """What ``confidence_summary`` says of ``model``.

    ``probabilities`` (n, classes) are its answers to the validation images, ``precision`` (0..1)
    the wanted share of right answers among the sure ones.

    Raises PipelineError: one of the ``unknown`` pictures can no longer be read.
    """

    def ask(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        answers = model.predict(images.astype(np.float32), batch_size=len(images), verbose=0)
        return np.asarray(answers, np.float32)

    return confidence_summary(
        probabilities,
        dataset.validation.labels,
        class_names=dataset.class_names,
        precision=precision,
        unknown=ask_about(unknown, ask),
    )
