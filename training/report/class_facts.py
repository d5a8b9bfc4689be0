"""How good a net is at each class, taken against all others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, multilabel_confusion_matrix

from training.evaluation import Accuracy, accuracy
from training.report.curves import Curve, precision_recall, roc_curve


@dataclass(frozen=True)
class ClassFacts:
    """One class of a split; ``images`` are of it, ``predicted`` are taken for it.

    ``accuracy`` counts every image: it is right where class and answer are both this one, or both
    another. What cannot be had is None, and ``missing`` says why.
    """

    name: str
    images: int
    predicted: int
    accuracy: Accuracy
    recall: Accuracy | None
    precision: Accuracy | None
    f1: float | None
    roc: Curve | None
    precision_recall: Curve | None
    missing: str | None


def class_facts(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], class_names: tuple[str, ...]
) -> tuple[ClassFacts, ...]:
    """The facts of each class, from ``probabilities`` (n, classes) for ``labels`` (n,)."""
    predicted, places = probabilities.argmax(axis=1), list(range(len(class_names)))
    counts = multilabel_confusion_matrix(labels, predicted, labels=places)
    f1 = f1_score(labels, predicted, labels=places, average=None, zero_division=0.0)
    return tuple(
        _facts(name, counts[i], float(f1[i]), labels == i, probabilities[:, i])
        for i, name in enumerate(class_names)
    )


def _facts(
    name: str,
    counts: NDArray[np.int64],
    f1: float,
    is_class: NDArray[np.bool_],
    scores: NDArray[np.float32],
) -> ClassFacts:
    """``counts`` (2, 2) have rows other, this class, and columns taken for another, for this."""
    (_, wrongly_found), (missed, found) = counts.tolist()
    images, predicted, count = found + missed, found + wrongly_found, int(counts.sum())
    return ClassFacts(
        name=name,
        images=images,
        predicted=predicted,
        accuracy=accuracy(count - missed - wrongly_found, count),
        recall=accuracy(found, images) if images else None,
        precision=accuracy(found, predicted) if predicted else None,
        f1=f1 if images else None,
        roc=roc_curve(is_class, scores) if 0 < images < count else None,
        precision_recall=precision_recall(is_class, scores) if images else None,
        missing=_missing(images, predicted, count),
    )


def _missing(images: int, predicted: int, count: int) -> str | None:
    if not images:
        return "no images of this class"
    if images == count:
        return "no images of other classes"
    return None if predicted else "no image is taken for this class"
