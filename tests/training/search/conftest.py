"""Results of trials, as a search leaves them."""

import pytest

from training.search.trials import TrialResult


def result(number: int, accuracies: tuple[float, ...], state: str = "complete") -> TrialResult:
    values = {"learning_rate": 0.1 / number, "batch_size": 32 if number % 2 else 64}
    return TrialResult(number, state, values, accuracies, seconds=10.0 * number)


@pytest.fixture
def results() -> list[TrialResult]:
    """Four trials: the third is the best, the second diverged at once, the last was pruned."""
    return [
        result(1, (0.25, 0.5)),
        result(2, (), "diverged"),
        result(3, (0.75, 0.5)),
        result(4, (0.9,), "pruned"),
    ]
