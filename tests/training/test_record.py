"""The record of a run: complete, and plain JSON."""

import json
import subprocess
from dataclasses import replace

import pytest

from edge_app.processor import processor_name, usable_cores
from training.architectures import build_model
from training.checkpoint import Progress
from training.cost import multiply_accumulates
from training.record import environment, installed_versions, run_identity, training_record
from training.record import source_revision as find_revision


def test_a_record_survives_json_unchanged(dataset, recipe):
    run = run_identity(recipe, dataset)
    curves = {"loss": [1.5, 0.5], "val_accuracy": [0.25, 0.75]}
    progress = Progress(run, curves, best_epoch=1, epoch_seconds=[None, 2.5])
    model = build_model(recipe, image_size=(32, 32), class_count=4)
    record = training_record(
        run=run, progress=progress, model=model, metrics={"validation": {}}, confidence={}
    )
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert (record["epochs_trained"], record["kept_epoch"]) == (2, 2)
    assert record["epoch_seconds"] == [None, 2.5]
    assert record["parameters"] == model.count_params()
    assert record["multiply_accumulates"] == multiply_accumulates(model)


def test_the_identity_changes_with_the_recipe_and_with_the_data(dataset, recipe):
    identity = run_identity(recipe, dataset)
    assert run_identity(recipe, dataset) == identity
    assert run_identity(replace(recipe, learning_rate=0.5), dataset) != identity
    assert run_identity(recipe, replace(dataset, train=dataset.validation)) != identity


def test_the_environment_names_back_end_processor_and_versions():
    made = environment()
    assert (made["cpu"], made["cores"]) == (processor_name(), usable_cores())
    assert made["keras_backend"] in {"tensorflow", "jax"}
    assert {"keras", "numpy", "pillow"} <= set(made["versions"])


def test_packages_that_are_not_installed_are_left_out():
    assert list(installed_versions(("numpy", "no-such-package"))) == ["numpy"]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A git repository in which this module would stand."""

    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        command = ["git", *identity, "-C", str(tmp_path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "--quiet")
    (tmp_path / "record.py").write_text("# source\n")
    git("add", "record.py")
    git("commit", "--quiet", "--message", "Add it")
    monkeypatch.setattr("training.record.__file__", str(tmp_path / "record.py"))
    return tmp_path, git("rev-parse", "HEAD")


def test_the_source_revision_is_that_of_the_checkout(repository):
    _, revision = repository
    assert find_revision() == revision


def test_edited_source_is_marked(repository):
    folder, revision = repository
    (folder / "record.py").write_text("# edited\n")
    assert find_revision() == revision + "+changes"


def test_outside_of_git_there_is_no_revision(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setattr("training.record.__file__", str(tmp_path / "record.py"))
    assert find_revision() is None
