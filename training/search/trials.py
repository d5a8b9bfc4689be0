"""What came of a trial, as plain data."""

from dataclasses import dataclass
from typing import Any

import optuna
from optuna.trial import FrozenTrial, TrialState

COMPLETE, PRUNED = "complete", "pruned"
REASON = "reason"


@dataclass(frozen=True)
class TrialResult:
    """A trial that came to an end.

    ``number`` counts from 1. ``state`` is "complete", "pruned", "diverged" or "refused" (values
    that contradict each other). ``accuracies`` are the validation accuracies, 0 to 1, after each
    epoch. ``seconds`` are those of its last process, where it was cut off and gone on with.
    """

    number: int
    state: str
    values: dict[str, Any]
    accuracies: tuple[float, ...]
    seconds: float

    @property
    def accuracy(self) -> float | None:
        """That of the best epoch; None where no epoch ended."""
        return max(self.accuracies, default=None)


def trial_results(trials: list[FrozenTrial]) -> list[TrialResult]:
    """What came of the counted trials of a study."""
    return [_result(number, trial) for number, trial in enumerate(trials, start=1)]


def ranked(results: list[TrialResult]) -> list[TrialResult]:
    """The complete trials, the best first; of equal ones the earlier first."""
    complete = [result for result in results if result.state == COMPLETE]
    return sorted(complete, key=lambda result: -(result.accuracy or 0.0))


def end_early(trial: optuna.Trial, state: str) -> None:
    """Mark a trial as ended before its time; ``state`` is "pruned", "diverged" or "refused"."""
    trial.set_user_attr(REASON, state)
    # To the sampler, a trial that came to nothing is a pruned one: it avoids its like.
    trial.study.tell(trial, state=TrialState.PRUNED)


def _result(number: int, trial: FrozenTrial) -> TrialResult:
    complete = trial.state == TrialState.COMPLETE
    return TrialResult(
        number=number,
        state=COMPLETE if complete else trial.user_attrs.get(REASON, PRUNED),
        values=dict(trial.params),
        accuracies=tuple(trial.intermediate_values[i] for i in sorted(trial.intermediate_values)),
        seconds=trial.duration.total_seconds() if trial.duration else 0.0,
    )
