"""How many answers are sure, and how many of these are right."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import ClassThresholds, is_sure
from training.evaluation import Accuracy, accuracy

# What people use who have fitted nothing.
PLAIN_THRESHOLD = 0.5


@dataclass(frozen=True)
class Coverage:
    """Of the answers, those that are ``sure``; of these, those that are ``right``.

    Both are shares with their 95 % intervals; ``right`` is None where no answer is sure.
    """

    sure: Accuracy
    right: Accuracy | None

    def __str__(self) -> str:
        sure = (
            f"sure of {self.sure.correct:,} of {self.sure.count:,} ({100 * self.sure.value:.1f} %)"
        )
        return (
            sure if self.right is None else f"{sure}, {100 * self.right.value:.1f} % of them right"
        )

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return asdict(self)


def coverage(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], thresholds: ClassThresholds
) -> Coverage:
    """What ``thresholds`` make of ``probabilities`` (n, classes) for the true ``labels`` (n,)."""
    right = probabilities.argmax(axis=1) == labels
    return _coverage(is_sure(probabilities, thresholds), right)


def coverage_by_class(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], thresholds: ClassThresholds
) -> tuple[Coverage | None, ...]:
    """The same for the answers of each class by themselves; None where it is never the answer."""
    best, sure = probabilities.argmax(axis=1), is_sure(probabilities, thresholds)
    return tuple(
        _coverage(sure[best == one], labels[best == one] == one) if (best == one).any() else None
        for one in range(len(thresholds))
    )


def plain_coverage(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Coverage:
    """The same with PLAIN_THRESHOLD for every class."""
    return coverage(probabilities, labels, [PLAIN_THRESHOLD] * probabilities.shape[1])


def _coverage(sure: NDArray[np.bool_], right: NDArray[np.bool_]) -> Coverage:
    answered = int(sure.sum())
    correct = int((sure & right).sum())
    return Coverage(
        accuracy(answered, len(sure)), accuracy(correct, answered) if answered else None
    )
