"""Averages over the classes: macro, in which each counts the same, and micro, each answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.report.class_facts import ClassFacts
from training.report.curves import Curve, mean_curve, precision_recall, roc_curve


@dataclass(frozen=True)
class Averages:
    """Macro averages are over the classes that have the figure, None where none has it.

    The micro-averaged curves take each pair of an image and a class for a question of its own. The
    micro averages of recall, precision and F1 are all the accuracy, and not here.
    """

    recall: float | None
    precision: float | None
    f1: float | None
    macro_roc: Curve | None
    micro_roc: Curve
    macro_precision_recall: Curve | None
    micro_precision_recall: Curve


def averages(
    classes: Sequence[ClassFacts],
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> Averages:
    """The averages of ``classes``, and those of ``probabilities`` (n, classes) for labels (n,)."""
    is_class = (labels[:, None] == np.arange(len(classes))).ravel()
    scores = probabilities.ravel()
    rocs = [one.roc for one in classes if one.roc]
    precision_recalls = [one.precision_recall for one in classes if one.precision_recall]
    return Averages(
        recall=_mean([one.recall.value for one in classes if one.recall]),
        precision=_mean([one.precision.value for one in classes if one.precision]),
        f1=_mean([one.f1 for one in classes if one.f1 is not None]),
        macro_roc=mean_curve(rocs) if rocs else None,
        micro_roc=roc_curve(is_class, scores),
        macro_precision_recall=mean_curve(precision_recalls) if precision_recalls else None,
        micro_precision_recall=precision_recall(is_class, scores),
    )


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
