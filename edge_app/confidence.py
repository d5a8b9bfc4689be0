"""When an answer counts as sure: the one rule, for the device, the training and the proof."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# For each class the lowest probability of a sure answer; None where no answer of it ever is.
ClassThresholds = Sequence[float | None]


def is_sure(probabilities: NDArray[np.floating], thresholds: ClassThresholds) -> NDArray[np.bool_]:
    """Which answers are sure, bool (n,): their best class reaches the threshold of that class.

    ``probabilities`` is (n, classes), 0..1, ``thresholds`` has one entry for each class. At a
    threshold an answer is sure. Of equal probabilities the class with the lower index is the best,
    as it is in a list of predictions.
    """
    lowest = np.array([np.inf if one is None else one for one in thresholds], np.float64)
    best = probabilities.argmax(axis=1)
    highest = probabilities[np.arange(len(probabilities)), best]
    return np.asarray(highest.astype(np.float64) >= lowest[best])
