"""How good predictions are: plain numbers from probabilities and labels."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers, with its 95 % interval (Wilson score)."""

    correct: int
    count: int
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return (
            f"{100 * self.value:.2f} % ({self.correct} of {self.count}; "
            f"95 % interval {100 * self.low:.2f}-{100 * self.high:.2f})"
        )


def accuracy(correct: int, count: int) -> Accuracy:
    """The share ``correct / count`` with its Wilson score interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
    of the American Statistical Association 22 (1927), 209-212. z = 1.959964 is the 97.5 %
    quantile of the normal distribution.

    Raises ValueError: a count below one, or more right answers than answers.
    """
    if not 0 <= correct <= count or count < 1:
        raise ValueError(f"{correct} right answers of {count}: expected 0 <= correct <= count.")
    z2 = 1.959964**2
    share = correct / count
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = math.sqrt(z2 * (share * (1 - share) / count + z2 / (4 * count**2))) / (1 + z2 / count)
    return Accuracy(correct, count, share, max(0.0, centre - half), min(1.0, centre + half))


def top1_accuracy(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Accuracy:
    """Top-1 accuracy of ``probabilities`` (n, classes) against ``labels`` (n,)."""
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    return accuracy(correct, len(labels))


def cross_entropy(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Mean negative log of the probability (n, classes) given to the right class, in nats."""
    right = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(right, 1e-7)).mean())


def confusion_matrix(
    predicted: NDArray[np.int64], labels: NDArray[np.int64], *, class_count: int
) -> NDArray[np.int64]:
    """Counts (classes, classes): row = true class, column = predicted class."""
    counts = np.zeros((class_count, class_count), np.int64)
    np.add.at(counts, (labels, predicted), 1)
    return counts
