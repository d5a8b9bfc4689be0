"""From measured times to the few numbers that describe them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Summary:
    """Order statistics of ``count`` measured values, in the unit of the values.

    ``spread_percent`` is the interquartile range (75 % quantile minus 25 % quantile) as a
    percentage of the median.
    """

    count: int
    median: float
    p90: float
    p99: float
    minimum: float
    spread_percent: float


@dataclass(frozen=True)
class Ratio:
    """A median of paired ratios, with its 95 % interval; no interval from fewer than 6 pairs."""

    value: float
    low: float | None
    high: float | None


def summarize(values: Sequence[float]) -> Summary:
    """The summary of at least one value above zero.

    Quantiles are interpolated linearly between neighbours: definition 7 of R. J. Hyndman and
    Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
    361-365.

    Raises ValueError: no values.
    """
    if not len(values):
        raise ValueError("There are no values to summarize; expected at least one.")
    low, median, high, p90, p99 = (float(q) for q in np.percentile(values, (25, 50, 75, 90, 99)))
    return Summary(
        count=len(values),
        median=median,
        p90=p90,
        p99=p99,
        minimum=float(min(values)),
        spread_percent=100 * (high - low) / median,
    )


@dataclass(frozen=True)
class Interval:
    """A 95 % interval of a median, in the unit of the values."""

    low: float
    high: float


def median_interval(values: Sequence[float]) -> Interval | None:
    """The 95 % interval of the true median, whatever the distribution; None below 6 values."""
    rank = interval_rank(len(values))
    ordered = sorted(values)
    return Interval(ordered[rank - 1], ordered[-rank]) if rank else None


def precision_percent(values: Sequence[float]) -> float | None:
    """Half the width of the median's 95 % interval, in percent of the median; None below 6."""
    interval = median_interval(values)
    if interval is None:
        return None
    return 100 * (interval.high - interval.low) / 2 / float(np.median(values))


def paired_ratio(values: Sequence[float], reference: Sequence[float]) -> Ratio:
    """How large ``values`` are beside ``reference``, pair by pair: one pair for each round.

    Both of a pair were measured close together, so that what slows the machine down for a while
    slows both and leaves their ratio alone.

    Raises ValueError: no pairs, or sequences of different lengths.
    """
    ratios = sorted(a / b for a, b in zip(values, reference, strict=True))
    if not ratios:
        raise ValueError("There are no pairs to compare; expected at least one.")
    median = float(np.median(ratios))
    rank = interval_rank(len(ratios))
    return Ratio(median, ratios[rank - 1], ratios[-rank]) if rank else Ratio(median, None, None)


def interval_rank(count: int) -> int:
    """The rank k for which the k-th smallest and the k-th largest of ``count`` values enclose
    the true median with at least 95 % confidence; 0 when there are too few values (below 6).

    Each value lies below the true median with probability 1/2, whatever the distribution. The
    interval fails on one side when fewer than k values do: with probability P(B < k), where B
    is binomial (count, 1/2). So k is the largest rank with 2 P(B < k) <= 5 %. H. A. David and
    H. N. Nagaraja, "Order Statistics", 3rd edition (2003), section 7.1.
    """
    rank, below, term = 0, 0, 1  # Of 2**count equally likely outcomes, so that all is exact.
    while 20 * 2 * (below + term) <= 2**count:
        below += term
        term = term * (count - rank) // (rank + 1)
        rank += 1
    return rank
