"""The study on the disk: what it samples, what it takes up again, and what it refuses."""

import sqlite3
from contextlib import closing

import pytest

from edge_app.errors import PipelineError
from training.search.space import Choice, Range
from training.search.study import (
    ask,
    counted_trials,
    next_was_cut_off,
    open_study,
    study_errors,
    suggest,
)

SPACE = {
    "learning_rate": Range(0.001, 1.0, log=True),
    "zoom_percent": Range(0.0, 10.0, step=5.0),
    "translation_px": Range(0, 8, step=4),
    "cutout_px": Range(1, 16, log=True),
    "optimizer": Choice(("sgd", "adam")),
}
IDENTITY = {"recipe": {"seed": 1}, "space": {"learning_rate": (0.001, 1.0)}}


@pytest.fixture
def open_here(tmp_path):
    def open_with(folder=tmp_path, **changed):
        folder.mkdir(exist_ok=True)
        return open_study(folder, identity={**IDENTITY, **changed}, epochs=4)

    return open_with


def run(study, trials: int, *, seed: int = 1) -> list[dict]:
    """Run trials that prefer a rate of 0.1; give the values of all so far."""
    for _ in range(trials):
        trial = ask(study, seed=seed)
        values = suggest(trial, SPACE)
        study.tell(trial, -abs(values["learning_rate"] - 0.1))
    return [trial.params for trial in counted_trials(study)]


def test_values_lie_in_the_space_and_have_its_types(open_here):
    for values in run(open_here(), 8):
        assert 0.001 <= values["learning_rate"] <= 1.0
        assert values["zoom_percent"] in (0.0, 5.0, 10.0)
        assert values["translation_px"] in (0, 4, 8)
        assert 1 <= values["cutout_px"] <= 16
        assert values["optimizer"] in ("sgd", "adam")
        types = [type(value) for value in values.values()]
        assert types == [float, float, int, int, str]


def test_a_search_that_goes_on_has_the_trials_of_one_that_was_not_stopped(open_here, tmp_path):
    expected = run(open_here(tmp_path / "whole"), 8)
    run(open_here(), 3)
    run(open_here(), 1)
    assert run(open_here(), 4) == expected
    assert len({values["learning_rate"] for values in expected}) == 8


def test_another_seed_gives_other_trials(open_here, tmp_path):
    assert run(open_here(), 1, seed=1) != run(open_here(tmp_path / "other"), 1, seed=2)


def test_a_trial_that_was_cut_off_is_not_counted_and_its_values_come_again(open_here):
    study = open_here()
    run(study, 1)
    assert not next_was_cut_off(study)
    values = suggest(ask(study, seed=1), SPACE)  # And then the process is killed.

    study = open_here()
    assert len(counted_trials(study)) == 1
    assert next_was_cut_off(study)
    study = open_here()  # Killed again before it began.
    assert next_was_cut_off(study)
    assert run(study, 1)[1] == values
    assert not next_was_cut_off(study)
    assert len(study.trials) == 3


def test_another_search_is_refused_by_what_differs(open_here):
    open_here()
    with pytest.raises(PipelineError, match=r"of another search \(different: recipe\)"):
        open_here(recipe={"seed": 2})
    open_here()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(84)])
def test_a_damaged_study_is_refused_and_left_alone(content, open_here, tmp_path):
    (tmp_path / "study.db").write_bytes(content)
    with pytest.raises(PipelineError, match=r"study\.db cannot be used as a study \(.*\)\. Choose"):
        open_here()
    assert (tmp_path / "study.db").read_bytes() == content


def test_a_study_that_can_no_longer_be_written_is_one_line(open_here, tmp_path):
    study = open_here()
    with closing(sqlite3.connect(tmp_path / "study.db")) as database:
        database.execute("DROP TABLE trial_params")
    said = r"Cannot write .*study\.db \(.*no such table.*\)\. Finished trials are kept"
    with pytest.raises(PipelineError, match=said), study_errors(tmp_path):
        run(study, 1)


def test_a_trial_that_falls_behind_is_pruned_after_a_quarter_of_its_epochs(open_here):
    study = open_here()
    for _ in range(5):
        trial = ask(study, seed=1)
        suggest(trial, SPACE)
        for epoch in (1, 2, 3, 4):
            trial.report(0.8, epoch)
            assert not trial.should_prune()
        study.tell(trial, 0.8)
    trial = ask(study, seed=1)
    trial.report(0.2, 1)
    assert not trial.should_prune()
    trial.report(0.2, 2)
    assert trial.should_prune()
