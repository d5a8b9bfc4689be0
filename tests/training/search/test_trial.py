"""One trial: how it ends, and what it shows meanwhile."""

import io

import optuna
import pytest

from training.search.plan import Plan
from training.search.space import Choice
from training.search.trial import run_trial
from training.search.trials import trial_results

SETTINGS = {
    "architecture": "plain-cnn",
    "epochs": 2,
    "batch_size": 32,
    "optimizer": "sgd",
    "schedule": "constant",
    "learning_rate": 0.01,
    "validation_images": 32,
    "seed": 1,
}
SPACE = {"optimizer": Choice(("sgd", "adam")), "momentum": Choice((0.0, 0.5))}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(recipe, dataset, tmp_path):
    """A function that runs one trial with these values: its result."""

    def with_values(values, *, pruner=None, stream=None):
        plan = Plan(recipe=recipe, settings=SETTINGS, space=SPACE, epochs=2)
        study = optuna.create_study(direction="maximize", pruner=pruner)
        study.enqueue_trial(values)
        run_trial(
            study.ask(),
            plan,
            dataset,
            checkpoint=tmp_path / "checkpoint.npz",
            title="trial 1/1",
            stream=stream or io.StringIO(),
        )
        return trial_results(study.trials)[0]

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return with_values


def test_values_that_contradict_each_other_cost_no_training(run, tmp_path):
    result = run({"optimizer": "adam", "momentum": 0.5})
    assert (result.state, result.accuracies) == ("refused", ())
    assert not (tmp_path / "checkpoint.npz").exists()


def test_a_trial_that_falls_behind_is_stopped_where_it_stands(run):
    never_enough = optuna.pruners.ThresholdPruner(lower=1.1)
    result = run({"optimizer": "sgd", "momentum": 0.5}, pruner=never_enough)
    assert (result.state, len(result.accuracies)) == ("pruned", 1)


def test_on_a_terminal_one_line_moves(run, capsys):
    terminal = Terminal()
    values = {"optimizer": "sgd", "momentum": 0.0}
    whole = run(values, stream=terminal)
    shown = terminal.getvalue().split("\r\x1b[K")
    assert shown[0] == ""
    assert "\n" not in terminal.getvalue()
    assert all(line.startswith("trial 1/1  ") for line in shown[1:])
    assert "epoch   2/2" in shown[-1]
    assert capsys.readouterr().out == ""

    # All epochs stand in the checkpoint, as where a process was killed just before the end.
    again = run(values)
    assert (again.state, again.accuracies) == ("complete", whole.accuracies)
    assert len(again.accuracies) == 2
