"""How sure a converted file is, measured again: by the thresholds that stand in the file."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from convert.confidence.variant_confidence import answers_about
from convert.models.temperature import CannotFoldError, fold_temperature
from convert.records.recorded import temperature_of
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from training.confidence.coverage import coverage
from training.confidence.unknown import count_sure, unknown_pictures


def with_recorded_temperature(model: keras.Model, record: dict[str, Any]) -> keras.Model:
    """``model`` with the temperature of the ``record`` inside, as its files have it.

    Raises PipelineError: it has no place for one.
    """
    temperature = temperature_of(record)
    if temperature == 1:
        return model
    try:
        return fold_temperature(model, temperature)
    except CannotFoldError as error:
        raise PipelineError(
            f"The temperature {temperature} of the record cannot be put into the Keras model, for "
            f"{error}. Is the record of this model?"
        ) from error


def sure_of_images(
    classifier: Classifier, part: str, answers: NDArray[np.float32], labels: NDArray[np.int64]
) -> dict[str, float]:
    """How many of the ``answers`` (n, classes) about a ``part`` of the data are sure, and right.

    Empty where the file states no thresholds.
    """
    thresholds = classifier.info.thresholds
    if thresholds is None:
        return {}
    found = coverage(answers, labels, thresholds)
    return {
        f"{part}: sure": found.sure.correct,
        f"{part}: sure and right": found.right.correct if found.right else 0,
    }


def sure_of_unknown(classifier: Classifier) -> Mapping[str, float]:
    """How many drawn pictures of each kind the file is sure of; empty without thresholds."""
    thresholds = classifier.info.thresholds
    if thresholds is None:
        return {}
    pictures = unknown_pictures(size=classifier.input_size[0], folder=None)
    counted = count_sure(answers_about(pictures, classifier), thresholds)
    return {f"unknown: sure of {one.kind}": one.answered_sure for one in counted}
