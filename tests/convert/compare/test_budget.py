import numpy as np
import pytest

from convert.compare.budget import Budget
from tests.convert.compare.entries import cost, device_file

FILE = device_file(np.ones(4, bool), size_bytes=100_000)


def test_without_limits_everything_is_affordable() -> None:
    assert Budget().excesses(FILE, cost(1000)) == ()


@pytest.mark.parametrize(("ratio", "excesses"), [(1.49, 0), (1.5, 0), (1.51, 1)])
def test_the_median_ratio_is_held_against_the_limit(ratio: float, excesses: int) -> None:
    assert len(Budget(max_latency_ratio=1.5).excesses(FILE, cost(ratio))) == excesses


@pytest.mark.parametrize(("limit", "excesses"), [(99, 1), (100, 0), (101, 0)])
def test_a_kb_has_a_thousand_bytes(limit: int, excesses: int) -> None:
    assert len(Budget(max_size_kb=limit).excesses(FILE, cost(1))) == excesses


def test_both_limits_are_named_with_what_was_measured() -> None:
    budget = Budget(max_latency_ratio=1.5, max_size_kb=50)
    assert budget.excesses(FILE, cost(2, low=1.9, high=2.1)) == (
        "it takes 2.00 (1.90-2.10) times as long as the default model, at most 1.5 times is "
        "allowed",
        "it has 100.0 kB, at most 50 are allowed",
    )


@pytest.mark.parametrize(
    ("low", "high", "near"), [(1.4, 1.6, True), (1.5, 1.6, True), (1.51, 1.6, False)]
)
def test_a_limit_within_the_interval_is_near(low: float, high: float, near: bool) -> None:
    assert Budget(max_latency_ratio=1.5).is_near(cost(1.55, low=low, high=high)) is near
    assert not Budget().is_near(cost(1.55, low=low, high=high))
