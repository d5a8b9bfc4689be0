"""For each class the lowest probability at which its answers are right as often as is wanted."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import ClassThresholds

# How certain it must be, by the validation images, that a class keeps the precision.
CERTAINTY = 0.9
# A threshold is a probability rounded down to 1 / STEPS: two runtimes differ by less in a float,
# and the steps of an 8-bit output are larger.
STEPS = 10_000
HIGHEST = 0.9999

Source = Literal["own", "all classes", "never", "twin"]


@dataclass(frozen=True)
class FittedThresholds:
    """``values`` are by class, None where no answer is sure; ``sources`` say what fixed each.

    "own": the answers of this class; "all classes": those of all, for it has too few; "never":
    none, for the precision is not reached; "twin": another net, on images that it did not learn.
    """

    values: ClassThresholds
    sources: tuple[Source, ...]


def fit_thresholds(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], *, precision: float
) -> FittedThresholds | None:
    """The lowest threshold of each class above which ``precision`` (0..1) of its answers are right.

    ``probabilities`` is (n, classes), for the true ``labels`` (n,). Not the share that happens to
    be right must reach the precision, but its lower bound (Clopper and Pearson, one-sided, with
    CERTAINTY): the lowest threshold is chosen among many, and on other images the share itself
    would mostly be missed. A class with fewer than ``least_answers`` takes the threshold that all
    answers together have, unless its own contradict it; one that was never answered is never sure.

    None where all answers together are fewer than ``least_answers``: nothing can be said.

    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26 (1934), 404-413; as a bound for answers that are withheld:
    Y. Geifman, R. El-Yaniv, "Selective classification for deep neural networks", NeurIPS 2017.
    """
    if len(labels) < least_answers(precision):
        return None
    best = probabilities.argmax(axis=1)
    highest, right = probabilities.max(axis=1).astype(np.float64), best == labels
    shared = _lowest(highest, right, precision)
    fitted = [
        _of_class(highest[best == one], right[best == one], precision, shared)
        for one in range(probabilities.shape[1])
    ]
    return FittedThresholds(
        tuple(value for value, _ in fitted), tuple(source for _, source in fitted)
    )


def least_answers(precision: float) -> int:
    """How many answers, all of them right, show a ``precision`` (below 1) with CERTAINTY."""
    return math.ceil(math.log(1 - CERTAINTY) / math.log(precision))


def _of_class(
    highest: NDArray[np.float64],
    right: NDArray[np.bool_],
    precision: float,
    shared: float | None,
) -> tuple[float | None, Source]:
    if len(right) >= least_answers(precision):
        own = _lowest(highest, right, precision)
        return own, "never" if own is None else "own"
    if shared is None or not len(right) or _contradict(right[highest >= shared], precision):
        return None, "never"
    return shared, "all classes"


def _lowest(
    highest: NDArray[np.float64], right: NDArray[np.bool_], precision: float
) -> float | None:
    """The lowest threshold at which the bound of the share of right answers is ``precision``."""
    steps = np.minimum(np.floor(highest * STEPS) / STEPS, HIGHEST)
    order = np.argsort(-steps, kind="stable")
    answered = np.arange(1, len(steps) + 1)
    correct = np.cumsum(right[order].astype(np.int64))
    # Only behind the last of equal ones: a threshold takes all of them.
    ends = np.flatnonzero(np.diff(steps[order], append=-1))
    kept = ends[_lower_bound(correct[ends], answered[ends]) >= precision]
    return float(steps[order][kept[-1]]) if len(kept) else None


def _lower_bound(correct: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of right answers that is surpassed with CERTAINTY; 0 where none is right."""
    from scipy.stats import beta

    some = np.maximum(correct, 1)
    bound = beta.ppf(1 - CERTAINTY, some, count - some + 1)
    return np.where(correct > 0, bound, 0.0)


def _contradict(right: NDArray[np.bool_], precision: float) -> bool:
    """Whether so few right answers would be a surprise at this precision."""
    from scipy.stats import binom

    return bool(binom.cdf(right.sum(), len(right), precision) < 1 - CERTAINTY)
