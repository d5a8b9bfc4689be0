"""How far the probabilities of a net can be taken at their word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CALIBRATION_BINS = 15


@dataclass(frozen=True)
class ReliabilityBins:
    """Answers by their confidence, the highest probability p of each.

    Bin m of M holds those with (m - 1) / M < p <= m / M. ``count`` and ``correct`` are int64 (M,);
    ``confidence`` is the sum of p in each bin, float64 (M,).
    """

    count: NDArray[np.int64]
    correct: NDArray[np.int64]
    confidence: NDArray[np.float64]

    @property
    def calibration_error(self) -> float:
        """The mean of |accuracy - mean p| over the bins, weighted by the answers in each, 0..1."""
        # Per bin: answers * (accuracy - mean p) is right answers minus the sum of p.
        return float(np.abs(self.correct - self.confidence).sum() / self.count.sum())


def reliability_bins(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64]
) -> ReliabilityBins:
    """Sort the answers ``probabilities`` (n, classes) for ``labels`` (n,) into CALIBRATION_BINS."""
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    bins = np.clip(np.ceil(confidence * CALIBRATION_BINS).astype(int) - 1, 0, CALIBRATION_BINS - 1)
    return ReliabilityBins(
        np.bincount(bins, minlength=CALIBRATION_BINS),
        np.bincount(bins[right], minlength=CALIBRATION_BINS),
        np.asarray(np.bincount(bins, confidence, minlength=CALIBRATION_BINS), np.float64),
    )


def calibration_error(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Expected calibration error (0..1) of ``probabilities`` (n, classes) for ``labels`` (n,).

    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML
    2017, equation 3, over CALIBRATION_BINS bins of equal width of the highest probability.
    """
    return reliability_bins(probabilities, labels).calibration_error
