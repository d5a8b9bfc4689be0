"""What a probability is worth: when an answer counts as sure, and a temperature applied."""

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


def is_sure_of(probability: float, threshold: float | None) -> bool:
    """``is_sure`` for one answer: the probability of its best class, and that class's threshold."""
    return threshold is not None and probability >= threshold


def with_temperature(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """softmax(log p / T) of ``probabilities`` p (n, classes), float32; p itself for T = 1.

    A probability of 0 counts as the smallest normal float32. Raises ValueError: a temperature that
    is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"The temperature is {temperature}, expected a number above 0.")
    if temperature == 1:
        return probabilities
    powers = np.exp(log_softmax(log_probabilities(probabilities) / temperature))
    return powers.astype(np.float32)


def log_probabilities(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    """The logarithms of ``probabilities`` (n, classes); 0 counts as the smallest normal float32."""
    smallest = float(np.finfo(np.float32).tiny)
    return np.log(np.maximum(probabilities.astype(np.float64), smallest))


def log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithms of the softmax of ``logits`` (n, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
