"""Formulas of the proof: McNemar's test, and the expected calibration error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CALIBRATION_BINS = 15


@dataclass(frozen=True)
class McNemar:
    """McNemar's test: how many images only one of the two answers rightly, and its p-value.

    A small ``p_value`` (0..1) says that chance alone hardly explains why one of them is right more
    often.
    """

    only_keras_right: int
    only_variant_right: int
    p_value: float


def mcnemar(keras_right: NDArray[np.bool_], variant_right: NDArray[np.bool_]) -> McNemar:
    """McNemar's test on paired right-or-wrong answers, bool (n,).

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages", Psychometrika 12 (1947), 153-157; here in its exact form: of the d images that
    only one answers rightly, the number for each is binomial(d, 1/2) when both are equally good,
    and p = min(1, 2 P(X <= the smaller number)).
    """
    only_keras = int((keras_right & ~variant_right).sum())
    only_variant = int((variant_right & ~keras_right).sum())
    discordant, fewer = only_keras + only_variant, min(only_keras, only_variant)
    tail, coefficient = 0, 1  # Whole numbers of any length: 2**-d would underflow.
    for i in range(fewer + 1):
        tail += coefficient
        coefficient = coefficient * (discordant - i) // (i + 1)
    return McNemar(only_keras, only_variant, min(1.0, 2 * tail / 2**discordant))


def calibration_error(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Expected calibration error (0..1) of ``probabilities`` (n, classes) for ``labels`` (n,).

    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML
    2017, equation 3: over CALIBRATION_BINS bins of equal width of the highest probability p, with
    bin m = ((m - 1) / M, m / M], the mean of |accuracy - mean p|, weighted by the images in a bin.
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    bins = np.clip(np.ceil(confidence * CALIBRATION_BINS).astype(int) - 1, 0, CALIBRATION_BINS - 1)
    # Per bin: images * (accuracy - confidence) is right answers minus the sum of the confidences.
    gaps = np.bincount(bins, right - confidence, minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(labels))
