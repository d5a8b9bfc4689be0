"""Of one converted file: its thresholds, how often it is sure, and how far it can be believed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convert.confidence.twin import Twin
from edge_app.classifier import Classifier
from edge_app.confidence import with_temperature
from edge_app.errors import ModelFileError
from training.confidence.figures import ThresholdFigures, figures_of
from training.confidence.thresholds import FittedThresholds, fit_thresholds
from training.confidence.unknown import UnknownPictures, ask_about
from training.reliability import calibration_error


@dataclass(frozen=True)
class VariantConfidence:
    """``figures`` are of the validation images.

    ``error_before`` is the calibration error (0..1) of the file's answers to these with the
    temperature taken back.
    """

    figures: ThresholdFigures
    error_before: float


@dataclass(frozen=True, kw_only=True)
class ThresholdFitter:
    """Fits the thresholds of a file by its own answers; or takes those of a ``twin``.

    ``labels`` are the true classes of the validation images, ``precision`` (0..1) the wanted share
    of right answers where a file is sure, ``temperature`` what is inside the files, ``unknown``
    pictures of nothing that they know.
    """

    labels: NDArray[np.int64]
    precision: float
    temperature: float
    unknown: UnknownPictures
    twin: Twin | None = None

    def fit(
        self, variant: str, classifier: Classifier, answers: NDArray[np.float32]
    ) -> VariantConfidence:
        """What is known of a file whose ``answers`` (n, classes) are to the validation images.

        Raises PipelineError: one of the unknown pictures can no longer be read.
        """
        figures = figures_of(
            self._thresholds(variant, answers),
            answers,
            self.labels,
            precision=self.precision,
            unknown=answers_about(self.unknown, classifier),
        )
        before = with_temperature(answers, 1 / self.temperature)
        return VariantConfidence(figures, calibration_error(before, self.labels))

    def _thresholds(self, variant: str, answers: NDArray[np.float32]) -> FittedThresholds | None:
        given = self.twin.thresholds_for(variant) if self.twin else None
        if given is not None:
            return FittedThresholds(given, tuple("twin" for _ in given))
        return fit_thresholds(answers, self.labels, precision=self.precision)


def answers_about(
    pictures: UnknownPictures, classifier: Classifier
) -> dict[str, NDArray[np.float32]]:
    """The answers of the device's code, by kind: probabilities (n, classes); NaN where it has none.

    Raises PipelineError: a picture can no longer be read.
    """

    def ask(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.stack([_answer(classifier, image) for image in images])

    return ask_about(pictures, ask)


def _answer(classifier: Classifier, image: NDArray[np.uint8]) -> NDArray[np.float32]:
    try:
        return classifier.probabilities(image)
    except ModelFileError:  # Some nets have no answer to a picture of one colour.
        return np.full(len(classifier.labels), np.nan, np.float32)
