"""ROC and precision-recall curves, with few enough points for a file of text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score
from sklearn.metrics import roc_curve as roc_points

POINTS = 100
# A step is a billionth of the width of a curve, or a ten-thousandth of a pixel on a screen.
DECIMALS = 6
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A curve of at most POINTS points in 0..1, with x never falling.

    ``area`` belongs to all the points that it was made of: that below a ROC curve, or the average
    precision.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    area: float


def roc_curve(is_class: NDArray[np.bool_], scores: NDArray[np.float32]) -> Curve:
    """The share of a class's images found (y) over the share of others taken for it (x).

    ``is_class`` and ``scores`` are (n,); there must be images of the class, and others.
    """
    x, y, _ = roc_points(is_class, scores)
    return _curve(x, y, float(roc_auc_score(is_class, scores)))


def precision_recall(is_class: NDArray[np.bool_], scores: NDArray[np.float32]) -> Curve:
    """Precision (y) over recall (x). ``is_class`` and ``scores`` are (n,), some of the class."""
    precision, recall, _ = precision_recall_curve(is_class, scores)
    return _curve(recall[::-1], precision[::-1], float(average_precision_score(is_class, scores)))


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """The macro average of ``curves``: the mean of their heights, and the mean of their areas."""
    x = np.linspace(0.0, 1.0, POINTS)
    heights = [np.interp(x, curve.x, curve.y) for curve in curves]
    area = float(np.mean([curve.area for curve in curves]))
    return _curve(x, np.mean(heights, axis=0), area)


def _curve(x: Floats, y: Floats, area: float) -> Curve:
    chosen = _spread(x, y)
    return Curve(
        tuple(np.round(x[chosen], DECIMALS).tolist()),
        tuple(np.round(y[chosen], DECIMALS).tolist()),
        area,
    )


def _spread(x: Floats, y: Floats) -> NDArray[np.int64]:
    """The places of at most POINTS points at equal distances along the curve, with both ends."""
    if len(x) <= POINTS:
        return np.arange(len(x))
    length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
    places = np.searchsorted(length, np.linspace(0.0, length[-1], POINTS))
    places[-1] = len(x) - 1
    return np.unique(places)
