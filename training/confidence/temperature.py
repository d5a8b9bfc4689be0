"""The temperature by which a net's probabilities become shares of right answers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import log_probabilities, log_softmax

LOWEST, HIGHEST = 0.05, 20.0
MIN_IMAGES = 100
# Where fewer answers are wrong, a single one of them decides what comes out.
MIN_WRONG = 5
# A temperature this near to a bound was stopped by it.
AT_BOUND = 1.01


@dataclass(frozen=True)
class Temperature:
    """``value`` divides the logits. ``reason`` says why it is 1 where it could not be fitted."""

    value: float
    reason: str | None = None


def fit_temperature(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Temperature:
    """The temperature T for which softmax(log p / T) fits the ``labels`` (n,) best.

    ``probabilities`` is p, (n, classes), of a softmax. T minimises the mean negative logarithm of
    the probability of the right class, LOWEST to HIGHEST; above 1 where the net claims too much.
    It is 1, with the reason, where the images cannot tell.

    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML
    2017, section 4.2. The sum is convex in 1 / T, and so has one minimum.
    """
    from scipy.optimize import minimize_scalar

    if reason := _undecided(probabilities, labels):
        return Temperature(1.0, reason)
    logits = log_probabilities(probabilities)
    found = minimize_scalar(
        lambda power: _loss(logits / math.exp(power), labels),
        bounds=(math.log(LOWEST), math.log(HIGHEST)),
        method="bounded",
        options={"xatol": 1e-6},
    )
    value = math.exp(found.x)
    if not LOWEST * AT_BOUND < value < HIGHEST / AT_BOUND:
        bound = f"{LOWEST:g} to {HIGHEST:g}"
        return Temperature(1.0, f"the best temperature is not between the bounds {bound}")
    return Temperature(value)


def _undecided(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> str | None:
    """Why the images cannot tell a temperature; None where they can."""
    if len(labels) < MIN_IMAGES:
        return f"{len(labels)} images are too few, expected at least {MIN_IMAGES}"
    wrong = int((probabilities.argmax(axis=1) != labels).sum())
    if wrong < MIN_WRONG:
        return f"{wrong} wrong answers are too few, expected at least {MIN_WRONG}"
    return None


def _loss(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())
