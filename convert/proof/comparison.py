"""A TFLite variant against Keras on the same labelled images: plain statistics."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.proof.collapse import Favourite, favourite
from convert.proof.mcnemar import McNemar, mcnemar
from edge_app.errors import PipelineError
from training.evaluation import Accuracy, accuracy, confusion_matrix, top1_accuracy
from training.reliability import calibration_error
from training.report.mistakes import ConfusedPair, confused_pairs

WORST_IMAGES = 16


@dataclass(frozen=True)
class WorstImage:
    """An image that Keras answers rightly and the variant wrongly.

    ``index`` is its place in the split. ``label`` is the true class, and so is ``keras_label``.
    Each probability (0..1) is what that one gives to the class that it names.
    """

    index: int
    label: int
    keras_label: int
    variant_label: int
    keras_probability: float
    variant_probability: float


@dataclass(frozen=True)
class Comparison:
    """A TFLite variant against Keras on the same images.

    ``accuracy_drop_points`` is Keras' accuracy minus the variant's, in percentage points.
    ``agreement`` is the share of images on which both name the same class. The differences are
    between probabilities (0..1), over all images and classes. ``recall`` is the share (0..1) of
    the images of each class that the variant answers rightly, and ``recall_change_points`` that
    minus Keras', in percentage points; None for a class without images. ``confused_pairs`` are the
    classes that the variant takes for each other, the worst first. ``calibration_error`` (0..1) is
    the variant's. ``worst`` holds up to WORST_IMAGES, those first of whose wrong answer the variant
    is surest.
    """

    accuracy: Accuracy
    accuracy_drop_points: float
    mcnemar: McNemar
    agreement: Accuracy
    mean_probability_difference: float
    largest_probability_difference: float
    recall: tuple[float | None, ...]
    recall_change_points: tuple[float | None, ...]
    confused_pairs: tuple[ConfusedPair, ...]
    calibration_error: float
    favourite: Favourite
    worst: tuple[WorstImage, ...]

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return asdict(self)


def compare(
    expected: NDArray[np.float32], got: NDArray[np.float32], labels: NDArray[np.int64]
) -> Comparison:
    """Compare probabilities (n, classes) of Keras and of a variant, for true ``labels`` (n,).

    Raises PipelineError: there is a probability that is not a finite number, or the number of
    classes is not the same.
    """
    if expected.shape != got.shape:
        raise PipelineError(
            f"The converted file tells {got.shape[1]} classes apart, the Keras model "
            f"{expected.shape[1]}. Expected the same number."
        )
    check_finite(expected, who="The Keras model")
    check_finite(got, who="The converted file")
    keras_accuracy = top1_accuracy(expected, labels)
    variant_accuracy = top1_accuracy(got, labels)
    agreeing = int((expected.argmax(axis=1) == got.argmax(axis=1)).sum())
    differences = np.abs(expected - got)
    confusion = confusion_matrix(got.argmax(axis=1), labels, class_count=got.shape[1])
    return Comparison(
        accuracy=variant_accuracy,
        accuracy_drop_points=100 * (keras_accuracy.value - variant_accuracy.value),
        mcnemar=mcnemar(expected.argmax(axis=1) == labels, got.argmax(axis=1) == labels),
        agreement=accuracy(agreeing, len(labels)),
        mean_probability_difference=float(differences.mean()),
        largest_probability_difference=float(differences.max()),
        recall=_recalls(confusion),
        recall_change_points=_recall_changes(expected, got, labels),
        confused_pairs=confused_pairs(confusion),
        calibration_error=calibration_error(got, labels),
        favourite=favourite(expected, got),
        worst=worst_images(expected, got, labels),
    )


def check_finite(probabilities: NDArray[np.float32], *, who: str, remedy: str = "") -> None:
    """Raises PipelineError: a probability (n, classes) is NaN or infinite; ``who`` gave it."""
    damaged = int((~np.isfinite(probabilities).all(axis=1)).sum())
    if damaged:
        raise PipelineError(
            f"{who} gives probabilities that are not finite numbers, for {damaged} of "
            f"{len(probabilities)} images: weights are damaged, or too large for the format."
            f"{remedy}"
        )


def worst_images(
    expected: NDArray[np.float32],
    got: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    count: int = WORST_IMAGES,
) -> tuple[WorstImage, ...]:
    """Up to ``count`` images that Keras answers rightly and the variant wrongly.

    Those come first of whose wrong answer the variant is surest.
    """
    before, after = expected.argmax(axis=1), got.argmax(axis=1)
    lost = np.flatnonzero((before == labels) & (after != labels))
    surest = lost[np.argsort(-got.max(axis=1)[lost], kind="stable")][:count]
    return tuple(
        WorstImage(
            index=int(i),
            label=int(labels[i]),
            keras_label=int(before[i]),
            variant_label=int(after[i]),
            keras_probability=float(expected[i].max()),
            variant_probability=float(got[i].max()),
        )
        for i in surest
    )


def _recalls(confusion: NDArray[np.int64]) -> tuple[float | None, ...]:
    right, counts = confusion.diagonal().tolist(), confusion.sum(axis=1).tolist()
    return tuple(one / count if count else None for one, count in zip(right, counts, strict=True))


def _recall_changes(
    expected: NDArray[np.float32], got: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[float | None, ...]:
    classes = expected.shape[1]
    gained = (got.argmax(axis=1) == labels).astype(int) - (expected.argmax(axis=1) == labels)
    counts = np.bincount(labels, minlength=classes).tolist()
    changes = np.bincount(labels, gained, minlength=classes).tolist()
    return tuple(
        100 * change / count if count else None
        for change, count in zip(changes, counts, strict=True)
    )
