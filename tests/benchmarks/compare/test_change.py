"""Change or noise, on series whose answer is known."""

import numpy as np
import pytest

from benchmarks.compare.change import FASTER, SLOWER, UNKNOWN, bootstrapped_ratio, change


def rounds(median, *, count=30, noise=0.02, seed=1):
    return list(median * (1 + noise * np.random.default_rng(seed).standard_normal(count)))


def test_a_large_change_is_told_and_its_direction_is_right():
    assert change(rounds(1.0), rounds(1.2, seed=2), noise_percent=2).word == SLOWER
    assert change(rounds(1.2), rounds(1.0, seed=2), noise_percent=2).word == FASTER


def test_the_interval_holds_the_true_ratio():
    ratio = bootstrapped_ratio(rounds(1.0), rounds(1.5, seed=2))

    assert ratio.low < 1.5 < ratio.high
    assert ratio.high - ratio.low < 0.1


def test_noise_is_no_change():
    assert change(rounds(1.0), rounds(1.0, seed=2), noise_percent=2).word == UNKNOWN


def test_a_certain_change_below_the_noise_of_runs_is_not_told():
    steady = [1.0] * 30, [1.015] * 30

    assert change(*steady, noise_percent=2).word == UNKNOWN
    assert change(*steady, noise_percent=1).word == SLOWER


def test_too_few_rounds_tell_nothing():
    found = change([1.0] * 5, [3.0] * 30, noise_percent=2)

    assert (found.word, found.ratio.value, found.ratio.low) == (UNKNOWN, 3, None)


def test_the_interval_repeats():
    assert bootstrapped_ratio(rounds(1), rounds(2)) == bootstrapped_ratio(rounds(1), rounds(2))


def test_a_chance_change_is_told_in_few_of_many_pairs_of_equal_runs():
    words = [
        change(rounds(1, seed=2 * i), rounds(1, seed=2 * i + 1), noise_percent=0.001).word
        for i in range(40)
    ]

    assert words.count(UNKNOWN) >= 34


def test_nothing_is_not_compared():
    with pytest.raises(ValueError, match="no rounds"):
        bootstrapped_ratio([], [1.0])
