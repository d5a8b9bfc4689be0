"""What came of a trial, read from a study."""

import optuna
import pytest
from optuna.trial import TrialState

from training.search.trials import end_early, ranked, trial_results


@pytest.fixture
def study():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(direction="maximize")


def test_results_are_those_of_the_study_and_numbered_from_one(study):
    good, bad = study.ask(), study.ask()
    for trial in (good, bad):
        trial.suggest_float("learning_rate", 0.1, 1.0)
        trial.report(0.5, 1)
    good.report(0.25, 2)
    study.tell(good, 0.5)
    end_early(bad, "diverged")
    first, second = trial_results(study.trials)
    assert (first.number, first.state, first.accuracies) == (1, "complete", (0.5, 0.25))
    assert (second.number, second.state, second.accuracies) == (2, "diverged", (0.5,))
    assert first.accuracy == 0.5
    assert first.values == study.trials[0].params
    assert 0 < first.seconds < 60


def test_a_trial_that_ended_early_counts_as_pruned(study):
    end_early(study.ask(), "refused")
    (trial,) = study.trials
    assert trial.state == TrialState.PRUNED
    assert trial_results([trial])[0].accuracy is None


def test_only_complete_trials_are_ranked_and_the_earlier_of_equal_ones_first(results):
    assert [result.number for result in ranked(results)] == [3, 1]
    assert [result.number for result in ranked([results[0], results[0]])] == [1, 1]
    assert ranked(results[1:2]) == []
