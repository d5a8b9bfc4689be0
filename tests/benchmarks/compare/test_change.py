"""Change or noise, on series whose answer is known."""

import numpy as np
import pytest

from benchmarks.compare.change import (
    UNKNOWN,
    bootstrapped_ratio,
    judged,
    ratio_in_one_run,
    ratio_of_ratios,
    ratio_of_runs,
)
from benchmarks.compare.series import INFERENCE, INSTALLED, PEAK, RATE, Series


def rounds(median, *, count=30, noise=0.02, seed=1):
    return list(median * (1 + noise * np.random.default_rng(seed).standard_normal(count)))


def series(values, *, quantity=INFERENCE, first_round=1):
    numbered = dict(enumerate(values, start=first_round))
    return Series(("net",), quantity, float(np.median(values)), numbered, "0" * 64, "runtime 1")


def word(before, after, *, noise_percent=2.0, quantity=INFERENCE):
    ratio = bootstrapped_ratio(before, after)
    return judged(ratio, quantity, noise_percent=noise_percent).word


def test_a_large_change_is_told_and_its_direction_is_right():
    assert word(rounds(1.0), rounds(1.2, seed=2)) == "slower"
    assert word(rounds(1.2), rounds(1.0, seed=2)) == "faster"


@pytest.mark.parametrize(
    ("quantity", "larger", "is_worse"),
    [(INFERENCE, "slower", True), (RATE, "faster", False), (PEAK, "more", True)],
)
def test_what_a_larger_value_means_goes_by_the_quantity(quantity, larger, is_worse):
    change = judged(bootstrapped_ratio(rounds(1.0), rounds(1.2)), quantity, noise_percent=2)

    assert (change.word, change.is_worse) == (larger, is_worse)


def test_the_interval_holds_the_true_ratio():
    ratio = bootstrapped_ratio(rounds(1.0), rounds(1.5, seed=2))

    assert ratio.low < 1.5 < ratio.high
    assert ratio.high - ratio.low < 0.1


def test_noise_is_no_change():
    assert word(rounds(1.0), rounds(1.0, seed=2)) == UNKNOWN


def test_a_certain_change_below_the_noise_of_runs_is_not_told():
    steady = [1.0] * 30, [1.015] * 30

    assert word(*steady, noise_percent=2) == UNKNOWN
    assert word(*steady, noise_percent=1) == "slower"


def test_too_few_rounds_tell_nothing():
    ratio = bootstrapped_ratio([1.0] * 5, [3.0] * 30)

    assert (ratio.value, ratio.low, ratio.high) == (3, None, None)
    assert judged(ratio, INFERENCE, noise_percent=2).word == UNKNOWN


def test_the_interval_repeats():
    assert bootstrapped_ratio(rounds(1), rounds(2)) == bootstrapped_ratio(rounds(1), rounds(2))


def test_a_chance_change_is_told_in_few_of_many_pairs_of_equal_runs():
    words = [
        word(rounds(1, seed=2 * i), rounds(1, seed=2 * i + 1), noise_percent=0.001)
        for i in range(40)
    ]

    assert words.count(UNKNOWN) >= 34


def test_nothing_is_not_compared():
    with pytest.raises(ValueError, match="no rounds"):
        bootstrapped_ratio([], [1.0])


def test_what_is_counted_is_certain():
    sizes = [Series(("way",), INSTALLED, size, {}, None, "library") for size in (100, 103)]

    ratio = ratio_of_runs(*sizes)

    assert (ratio.low, ratio.value, ratio.high) == (1.03, 1.03, 1.03)
    assert judged(ratio, INSTALLED, noise_percent=2).word == "more"


def drifting(median, *, clock, seed):
    """Rounds of a machine whose clock wavers a lot, and is ``clock`` times as slow at all times."""
    waves = 1 + 0.3 * np.sin(np.arange(30))
    return series(list(np.asarray(rounds(median, noise=0.002, seed=seed)) * waves * clock))


def test_a_yardstick_in_the_same_rounds_cancels_what_slows_the_machine():
    before, after = drifting(1.0, clock=1, seed=1), drifting(1.1, clock=1.5, seed=2)
    yardsticks = drifting(3.0, clock=1, seed=3), drifting(3.0, clock=1.5, seed=4)

    relative = ratio_of_ratios(before, yardsticks[0], after, yardsticks[1])

    assert relative.low < 1.1 < relative.high
    assert relative.high - relative.low < 0.01
    plain = ratio_of_runs(before, after)
    assert plain.low > 1.2
    assert plain.high - plain.low > 0.2


def test_a_yardstick_counts_only_in_the_rounds_that_both_have():
    values, other = series([2.0] * 8), series([9.0] + [1.0] * 8, first_round=0)

    assert ratio_of_ratios(values, other, values, other).value == 1
    assert ratio_in_one_run(other, values).value == 2


def test_two_candidates_of_one_run_pair_round_by_round():
    wavering = [1.0, 5.0, 2.0, 8.0, 3.0, 4.0, 9.0]

    ratio = ratio_in_one_run(series(wavering), series([1.2 * value for value in wavering]))

    assert ratio.low == pytest.approx(1.2)
    assert ratio.high == pytest.approx(1.2)
