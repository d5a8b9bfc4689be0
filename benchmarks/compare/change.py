"""Two series of round medians: how much larger the second is, and whether that can be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.compare.series import Quantity, Series
from benchmarks.summary import Ratio, paired_ratio

SEED = 2718
RESAMPLES = 10_000
# A median of fewer rounds has no interval: see benchmarks.summary.interval_rank.
FEWEST_ROUNDS = 6
UNKNOWN = "no change that can be told"


@dataclass(frozen=True)
class Change:
    """B divided by A, with its 95 % interval, and what that means; ``is_worse`` of B."""

    ratio: Ratio
    word: str
    is_worse: bool = False


def judged(ratio: Ratio, quantity: Quantity, *, noise_percent: float) -> Change:
    """What a ratio means: a change where its interval lies beyond 1 by more than the noise.

    Two runs of the same program differ by more than their rounds tell, because each has one place
    in memory and one state of the machine (T. Mytkowicz et al., "Producing wrong data without
    doing anything obviously wrong!", ASPLOS 2009).
    """
    margin = 1 + noise_percent / 100
    is_more = ratio.low is not None and ratio.low > margin
    is_less = ratio.high is not None and ratio.high < 1 / margin
    if not (is_more or is_less):
        return Change(ratio, UNKNOWN)
    is_worse = is_less if quantity.more_is_better else is_more
    return Change(ratio, quantity.worse if is_worse else quantity.better, is_worse)


def ratio_of_runs(before: Series, after: Series) -> Ratio:
    """The same candidate in two runs, whose rounds do not pair.

    What is counted, not measured, has no rounds, and its ratio is certain.
    """
    if not before.rounds or not after.rounds:
        value = after.value / before.value
        return Ratio(value, value, value)
    return bootstrapped_ratio(list(before.rounds.values()), list(after.rounds.values()))


def ratio_of_ratios(
    before: Series, before_yardstick: Series, after: Series, after_yardstick: Series
) -> Ratio:
    """The same candidate in two runs, each time relative to a yardstick in the same rounds.

    For each run, q_i = candidate_i / yardstick_i of the same round i, and the result is
    median(q of B) / median(q of A): the ratio of two ratios (D. G. Altman and J. M. Bland,
    "Interaction revisited: the difference between two estimates", BMJ 326 (2003), 219). What
    multiplies both times of a round by the same factor, as a slower clock or a busy neighbour,
    cancels in q_i (as in L. Bulej et al., "Duet Benchmarking", ICPE 2020), and so does what
    makes all of one run slower. The interval is bootstrapped over the q_i, so that a round's two
    values stay together. It holds as far as the yardstick itself has not changed.

    Raises ValueError: no round has both.
    """
    return bootstrapped_ratio(
        quotients(before.rounds, before_yardstick.rounds),
        quotients(after.rounds, after_yardstick.rounds),
    )


def ratio_in_one_run(one: Series, other: Series) -> Ratio:
    """Two candidates of the same run: ``other`` by ``one``, round by round.

    Raises ValueError: no round has both.
    """
    if not one.rounds or not other.rounds:
        return ratio_of_runs(one, other)
    common = sorted(one.rounds.keys() & other.rounds.keys())
    return paired_ratio([other.rounds[i] for i in common], [one.rounds[i] for i in common])


def quotients(values: Mapping[int, float], reference: Mapping[int, float]) -> list[float]:
    """The values divided by those of the reference, for the rounds that both have."""
    return [values[i] / reference[i] for i in sorted(values.keys() & reference.keys())]


def bootstrapped_ratio(before: Sequence[float], after: Sequence[float]) -> Ratio:
    """The ratio of the medians, ``after`` by ``before``, and its 95 % interval.

    The rounds of two runs do not pair, so that each series is drawn anew from itself, RESAMPLES
    times with a fixed seed, and the interval holds the middle 95 % of the ratios: the percentile
    bootstrap of B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter
    13. It has no interval where either has fewer than FEWEST_ROUNDS.

    Raises ValueError: no values.
    """
    if not len(before) or not len(after):
        raise ValueError("There are no rounds to compare; expected at least one on each side.")
    value = float(np.median(after) / np.median(before))
    if min(len(before), len(after)) < FEWEST_ROUNDS:
        return Ratio(value, None, None)
    random = np.random.default_rng(SEED)
    drawn_after, drawn_before = (
        np.median(random.choice(np.asarray(values), (RESAMPLES, len(values))), axis=1)
        for values in (after, before)
    )
    low, high = np.percentile(drawn_after / drawn_before, (2.5, 97.5))
    return Ratio(value, float(low), float(high))
