"""The output folder: what is gone on with, what is finished, and what is never overwritten."""

import json

import pytest

from edge_app.errors import PipelineError
from training.recipe import recipe_settings
from training.run_folder import finished_run, only_process_in


@pytest.fixture
def wanted(recipe):
    return {"recipe": recipe_settings(recipe)}


@pytest.fixture
def finish(tmp_path, wanted):
    """A function that makes ``tmp_path`` the folder of a finished run."""

    def write(**changes) -> None:
        record = {
            **wanted,
            "data": {"class_names": [], "train": {}, "validation": {}, "test": {}},
            "metrics": {"validation": {"accuracy": {"value": 0.5}}},
            **changes,
        }
        (tmp_path / "training.json").write_text(json.dumps(record))

    return write


@pytest.mark.parametrize("resume", [True, False])
def test_a_new_or_empty_folder_is_to_be_trained_in(tmp_path, wanted, resume):
    assert finished_run(tmp_path, wanted, resume=resume) is None
    assert finished_run(tmp_path / "new", wanted, resume=resume) is None


@pytest.mark.parametrize("resume", [True, False])
def test_a_run_that_was_killed_before_its_first_checkpoint_begins_again(tmp_path, wanted, resume):
    (tmp_path / "augmentation.png").write_bytes(b"")
    (tmp_path / "tensorboard").mkdir()
    (tmp_path / ".partial-123-checkpoint.npz").write_bytes(b"")
    assert finished_run(tmp_path, wanted, resume=resume) is None


@pytest.mark.parametrize("resume", [True, False])
def test_a_folder_with_other_things_is_refused(tmp_path, wanted, resume):
    for name in ("model.keras", "b.txt", "c.txt", "d.txt"):
        (tmp_path / name).write_text("of somebody")
    message = r"holds other things \(b\.txt, c\.txt, d\.txt \.\.\.\), and no training\. Choose an"
    with pytest.raises(PipelineError, match=message):
        finished_run(tmp_path, wanted, resume=resume)


def test_an_unfinished_run_is_gone_on_with_only_on_request(tmp_path, wanted, finish):
    (tmp_path / "checkpoint.npz").write_bytes(b"")
    for _ in range(2):
        assert finished_run(tmp_path, wanted, resume=True) is None
        with pytest.raises(PipelineError, match="holds an unfinished run"):
            finished_run(tmp_path, wanted, resume=False)
        finish()  # As by a process that was killed as it removed the checkpoint.


def test_a_finished_run_is_read_and_never_overwritten(tmp_path, wanted, finish):
    finish()
    assert finished_run(tmp_path, wanted, resume=True).recipe == wanted["recipe"]
    with pytest.raises(PipelineError, match="already holds a trained model"):
        finished_run(tmp_path, wanted, resume=False)


def test_a_finished_run_of_an_older_version_is_known(tmp_path, wanted, finish):
    older = {key: value for key, value in wanted["recipe"].items() if key != "jpeg_quality"}
    finish(recipe=older)
    assert finished_run(tmp_path, wanted, resume=True) is not None


def test_a_finished_run_of_another_recipe_is_refused(tmp_path, wanted, finish):
    finish(recipe={**wanted["recipe"], "cutout_px": 3})
    with pytest.raises(PipelineError, match="holds a model of another recipe"):
        finished_run(tmp_path, wanted, resume=True)


@pytest.mark.parametrize("part", ["teacher", "initial_weights"])
def test_a_finished_run_with_another_teacher_or_start_is_refused(tmp_path, wanted, finish, part):
    finish(**{part: {"sha256": "a"}})
    assert finished_run(tmp_path, {**wanted, part: {"sha256": "a"}}, resume=True) is not None
    message = f"was trained with another {part.replace('_', ' ')} than the command line names"
    for other in ({part: {"sha256": "b"}}, {}):
        with pytest.raises(PipelineError, match=message):
            finished_run(tmp_path, {**wanted, **other}, resume=True)


def test_two_processes_do_not_share_a_folder(tmp_path):
    second = only_process_in(tmp_path)
    with only_process_in(tmp_path), pytest.raises(PipelineError, match="Another process is at"):
        second.__enter__()
    with only_process_in(tmp_path):
        pass
