"""All that is known of a net's answers about one part of a data set, as plain data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import top_k_accuracy_score

from edge_app.errors import PipelineError
from training.evaluation import Accuracy, accuracy, confusion_matrix, cross_entropy, top1_accuracy
from training.parts import Split
from training.reliability import CALIBRATION_BINS, ReliabilityBins, reliability_bins
from training.report.averages import Averages, averages
from training.report.class_facts import ClassFacts, class_facts
from training.report.mistakes import ConfusedPair, Mistake, confused_pairs, surest_mistakes

TOP = (2, 3, 5)


@dataclass(frozen=True)
class Bin:
    """Answers with a confidence in (low, high]: their number, mean confidence, and right ones."""

    low: float
    high: float
    images: int
    confidence: float | None
    accuracy: Accuracy | None


@dataclass(frozen=True)
class Calibration:
    """How far the confidence, the highest probability of each answer, can be taken at its word.

    ``error`` is the expected calibration error, ``confidence`` the mean over all answers: 0..1.
    """

    error: float
    confidence: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class SplitFacts:
    """The facts of one part. ``loss`` is the cross-entropy in nats.

    ``top`` gives for k the share of images whose class is among the k likeliest, for each k of TOP
    below the number of classes. A row of ``confusion`` is a true class, a column an answer.
    """

    images: int
    loss: float
    accuracy: Accuracy
    top: dict[int, Accuracy]
    averages: Averages
    calibration: Calibration
    classes: tuple[ClassFacts, ...]
    confusion: tuple[tuple[int, ...], ...]
    confused_pairs: tuple[ConfusedPair, ...]
    surest_mistakes: tuple[Mistake, ...]

    @property
    def mistakes(self) -> int:
        return self.accuracy.count - self.accuracy.correct


def split_facts(
    part: str, split: Split, probabilities: NDArray[np.float32], class_names: tuple[str, ...]
) -> SplitFacts:
    """The facts of the answers ``probabilities`` (n, classes), 0..1, about ``split``.

    Raises PipelineError: the ``part`` is empty, or its answers are no probabilities of the classes.
    """
    labels = split.labels
    _check(part, probabilities, shape=(len(labels), len(class_names)))
    predicted, count = probabilities.argmax(axis=1), len(class_names)
    confusion = confusion_matrix(predicted, labels, class_count=count)
    classes = class_facts(probabilities, labels, class_names)
    return SplitFacts(
        images=len(labels),
        loss=cross_entropy(probabilities, labels),
        accuracy=top1_accuracy(probabilities, labels),
        top={k: _top(k, probabilities, labels) for k in TOP if k < count},
        averages=averages(classes, probabilities, labels),
        calibration=_calibration(reliability_bins(probabilities, labels)),
        classes=classes,
        confusion=tuple(map(tuple, confusion.tolist())),
        confused_pairs=confused_pairs(confusion),
        surest_mistakes=surest_mistakes(probabilities, split),
    )


def _check(part: str, probabilities: NDArray[np.float32], *, shape: tuple[int, int]) -> None:
    if not shape[0]:
        raise PipelineError(
            f"There are no {part} images, so nothing can be said of the net. Add some to the data."
        )
    if probabilities.shape != shape:
        raise PipelineError(
            f"The model's answers about the {part} images have the shape {probabilities.shape}, "
            f"expected {shape}: it was not made for these classes."
        )
    if not np.isfinite(probabilities).all():
        raise PipelineError(
            f"The model's answers about the {part} images are not all finite numbers: its weights "
            "are damaged, or its training diverged. Train it again."
        )


def _top(k: int, probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Accuracy:
    places = np.arange(probabilities.shape[1])
    right = top_k_accuracy_score(labels, probabilities, k=k, normalize=False, labels=places)
    return accuracy(int(right), len(labels))


def _calibration(bins: ReliabilityBins) -> Calibration:
    sums = (bins.count.tolist(), bins.correct.tolist(), bins.confidence.tolist())
    return Calibration(
        bins.calibration_error,
        float(bins.confidence.sum() / bins.count.sum()),
        tuple(_bin(place, *of_bin) for place, of_bin in enumerate(zip(*sums, strict=True))),
    )


def _bin(place: int, count: int, correct: int, confidence: float) -> Bin:
    return Bin(
        low=place / CALIBRATION_BINS,
        high=(place + 1) / CALIBRATION_BINS,
        images=count,
        confidence=confidence / count if count else None,
        accuracy=accuracy(correct, count) if count else None,
    )
