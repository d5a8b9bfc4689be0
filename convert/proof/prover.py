"""What TFLite files lost against their Keras parent, from the encoded bytes of a picture on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from convert.proof.comparison import Comparison, check_finite, compare
from convert.proof.device_answers import Answers, device_answers
from convert.proof.second_runtime import second_runtime_answers
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from training.batches import predict
from training.evaluation import Accuracy, top1_accuracy
from training.parts import Split
from training.reliability import calibration_error


@dataclass(frozen=True)
class Proof:
    """Keras and its variants on one split, in one runtime.

    ``keras_calibration_error`` (0..1) is the one before the conversion. ``refused`` gives the
    reason for each variant that cannot be compared: it gives NaN, or the runtime cannot run it.
    ``answers`` are the probabilities (n, classes) of the others.
    """

    keras: Accuracy
    keras_calibration_error: float
    variants: dict[str, Comparison]
    refused: dict[str, str] = field(default_factory=dict)
    answers: dict[str, NDArray[np.float32]] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class SecondProof:
    """The same proof in another runtime, whose name and version these are."""

    runtime: str
    version: str
    proof: Proof


class Prover:
    """Compares variants with a Keras model on one split. Keras is asked once, at the first proof.

    ``model`` takes raw RGB, 0..255, and gives probabilities.
    """

    def __init__(
        self, model: keras.Model, split: Split, *, answers: NDArray[np.float32] | None = None
    ) -> None:
        """``answers`` are those of the model, (n, classes), where it has been asked already."""
        self._model = model
        self._split = split
        if answers is not None:
            self.keras_probabilities = answers  # A cached property is not computed again.

    @cached_property
    def keras_probabilities(self) -> NDArray[np.float32]:
        """Keras' probabilities, float32 (n, classes).

        Raises PipelineError: one is not a finite number, or a picture can no longer be read.
        """
        return keras_answers(self._model, self._split)

    def proof(self, classifiers: Mapping[str, Classifier], *, progress: str = "") -> Proof:
        """Ask every variant about each image, from its encoded bytes on, and compare with Keras.

        ``progress`` stands before the bar of progress on a terminal.

        Raises PipelineError: as ``keras_probabilities``.
        """
        expected = self.keras_probabilities  # First: nothing to compare with where it is damaged.
        return self._compared(expected, device_answers(classifiers, self._split, progress=progress))

    def second_proof(
        self, python: Path, files: Mapping[str, Path], *, progress: str = ""
    ) -> SecondProof:
        """The same, with the runtime of another environment, whose interpreter is ``python``.

        Raises PipelineError: as ``keras_probabilities``, or the app does not work there.
        """
        expected = self.keras_probabilities
        second = second_runtime_answers(python, files, self._split, progress=progress)
        return SecondProof(second.name, second.version, self._compared(expected, second.answers))

    def _compared(self, expected: NDArray[np.float32], answers: Answers) -> Proof:
        labels, compared, reasons = self._split.labels, {}, dict(answers.refused)
        for variant, got in answers.probabilities.items():
            try:
                compared[variant] = compare(expected, got, labels)
            except PipelineError as error:
                reasons[variant] = str(error)
        keras_error = calibration_error(expected, labels)
        kept = {variant: answers.probabilities[variant] for variant in compared}
        return Proof(top1_accuracy(expected, labels), keras_error, compared, reasons, kept)


def keras_answers(model: keras.Model, split: Split) -> NDArray[np.float32]:
    """The Keras model's probabilities, float32 (n, classes), for the images of ``split``.

    Raises PipelineError: one is not a finite number, or a picture can no longer be read.
    """
    probabilities = predict(model, split)
    check_finite(probabilities, who="The Keras model", remedy=" Train the model again.")
    return probabilities
