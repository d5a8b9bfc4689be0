"""Two series of round medians: how much longer the second takes, and whether that can be told."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.summary import Ratio

SEED = 2718
RESAMPLES = 10_000
# A median of fewer rounds has no interval: see benchmarks.summary.interval_rank.
FEWEST_ROUNDS = 6
FASTER, SLOWER, UNKNOWN = "faster", "slower", "no change that can be told"


@dataclass(frozen=True)
class Change:
    """The median of B divided by that of A, with its 95 % interval, and what that means."""

    ratio: Ratio
    word: str


def change(
    before_ms: Sequence[float], after_ms: Sequence[float], *, noise_percent: float
) -> Change:
    """Compare the round medians of one candidate in two runs.

    The word is FASTER or SLOWER where the interval lies beyond 1 by more than ``noise_percent``:
    two runs of the same program differ by more than their rounds tell, because each has one place
    in memory and one state of the machine (T. Mytkowicz et al., "Producing wrong data without
    doing anything obviously wrong!", ASPLOS 2009).

    Raises ValueError: no values.
    """
    ratio = bootstrapped_ratio(before_ms, after_ms)
    margin = 1 + noise_percent / 100
    if ratio.low is not None and ratio.low > margin:
        return Change(ratio, SLOWER)
    if ratio.high is not None and ratio.high < 1 / margin:
        return Change(ratio, FASTER)
    return Change(ratio, UNKNOWN)


def bootstrapped_ratio(before_ms: Sequence[float], after_ms: Sequence[float]) -> Ratio:
    """The ratio of the medians, ``after_ms`` by ``before_ms``, and its 95 % interval.

    The rounds of two runs do not pair, so that each series is drawn anew from itself, RESAMPLES
    times with a fixed seed, and the interval holds the middle 95 % of the ratios: the percentile
    bootstrap of B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter
    13. It has no interval where either has fewer than FEWEST_ROUNDS.

    Raises ValueError: no values.
    """
    if not len(before_ms) or not len(after_ms):
        raise ValueError("There are no rounds to compare; expected at least one on each side.")
    value = float(np.median(after_ms) / np.median(before_ms))
    if min(len(before_ms), len(after_ms)) < FEWEST_ROUNDS:
        return Ratio(value, None, None)
    random = np.random.default_rng(SEED)
    after, before = (
        np.median(random.choice(np.asarray(times), (RESAMPLES, len(times))), axis=1)
        for times in (after_ms, before_ms)
    )
    low, high = np.percentile(after / before, (2.5, 97.5))
    return Ratio(value, float(low), float(high))
