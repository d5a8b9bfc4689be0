"""The numbers that describe measured times, on values whose answer is known."""

import numpy as np
import pytest

from benchmarks.summary import (
    Interval,
    Ratio,
    Summary,
    interval_rank,
    median_interval,
    paired_ratio,
    precision_percent,
    summarize,
)


def test_the_summary_of_known_values_is_right():
    summary = summarize([float(n) for n in range(101, 0, -1)])

    assert summary == Summary(
        count=101,
        median=51,
        p90=91,
        p99=100,
        minimum=1,
        spread_percent=pytest.approx(100 * 50 / 51),
    )


def test_equal_values_have_no_spread():
    assert summarize([2.5] * 7).spread_percent == 0


def test_nothing_has_no_summary():
    with pytest.raises(ValueError, match="no values"):
        summarize([])


# Ranks from the usual table of the sign test's interval for a median.
@pytest.mark.parametrize(
    ("count", "rank"),
    [(0, 0), (5, 0), (6, 1), (8, 1), (9, 2), (15, 4), (20, 6), (25, 8), (100, 40)],
)
def test_the_ranks_of_the_interval_are_those_of_the_table(count, rank):
    assert interval_rank(count) == rank


def test_the_interval_covers_the_true_median_of_a_skewed_distribution():
    draws = np.sort(np.random.default_rng(1).exponential(size=(4000, 20)), axis=1)
    rank = interval_rank(20)

    covered = (draws[:, rank - 1] <= np.log(2)) & (np.log(2) <= draws[:, -rank])

    assert 0.95 <= covered.mean() <= 0.97  # Exactly 95.86 % in the long run.


def test_a_slow_round_leaves_the_paired_ratio_alone():
    reference = [1.0, 1.0, 40.0, 1.0, 7.0, 1.0]

    assert paired_ratio([2 * value for value in reference], reference) == Ratio(2, 2, 2)


def test_the_ratio_lies_within_its_interval():
    ratio = paired_ratio([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8], [1.0] * 9)

    assert ratio == Ratio(1.4, 1.1, 1.7)  # Ranks 2 and 8 of 9.


def test_too_few_rounds_give_a_ratio_without_interval():
    assert paired_ratio([2.0] * 5, [1.0] * 5) == Ratio(2, None, None)


def test_rounds_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="longer than"):
        paired_ratio([1.0], [1.0, 2.0])


def test_the_interval_of_a_median_and_its_half_width():
    values = [96.0, 97, 98, 99, 100, 101, 102, 103, 104]

    assert median_interval(values) == Interval(97, 103)  # Ranks 2 and 8 of 9.
    assert precision_percent(values) == 3
    assert median_interval(values[:5]) is None
    assert precision_percent(values[:5]) is None
