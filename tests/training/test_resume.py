"""Real processes, killed at any moment and resumed: the result of a run that was left alone."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest

from tests.training.resuming import TRAIN, Command, Stop, assert_same_run, epochs_in

# Every kind of state at once; and a plateau, averages and patience, which look at the curves.
RECIPE = """
architecture = "batchnorm-cnn"
dropout = 0.5
epochs = 4
batch_size = 32

optimizer = "adam"
schedule = "reduce-on-plateau"
plateau_patience = 1
plateau_factor = 0.5
learning_rate = 0.001
weight_averaging = 0.8
early_stopping_patience = 3
label_smoothing = 0.1
distillation_weight = 0.5
distillation_temperature = 2.0

horizontal_flip = true
translation_px = 2
rotation_degrees = 10
zoom_percent = 5
jpeg_quality = 60
cutout_px = 6
class_weights = "on"

validation_images = 60
seed = 3
"""
# Dies, as by a power cut, in the middle of writing its second checkpoint.
DIES_IN_A_CHECKPOINT = """
import os, signal, sys
import training.checkpoint

write, written = training.checkpoint.np.savez, []

def die_in_the_middle(file, **arrays):
    written.append(file.name)
    write(file, **arrays)
    if len(written) == 2:
        file.truncate(file.tell() // 2)
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)

training.checkpoint.np.savez = die_in_the_middle
from training.__main__ import main
sys.exit(main())
"""
# The same where training.json would be written and all else is there.
DIES_AT_THE_RECORD = """
import os, signal, sys
import training.results
training.results.write_json = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from training.__main__ import main
sys.exit(main())
"""
# At any moment of an epoch, of which none takes less than half a second.
RANDOM_SECONDS = tuple(np.random.default_rng().uniform(0, 0.5, 3).tolist())


@pytest.fixture(scope="module")
def command(tmp_path_factory, few_images, trained, root) -> Command:
    """A run of the rich recipe, taught by the shared trained net."""
    folder = tmp_path_factory.mktemp("resumed")
    (folder / "rich.toml").write_text(RECIPE)
    options = ["--recipe", str(folder / "rich.toml"), "--data", str(few_images)]
    options += ["--teacher", str(trained.folder / "model.keras")]
    return Command(options, folder / "run", root)


@pytest.fixture(scope="module")
def whole(command, tmp_path_factory) -> tuple[Path, Stop]:
    """The folder of the run that was left alone, and how it ended."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    return folder, Command(command.options, folder, command.root).run(*TRAIN)


@pytest.fixture(scope="module")
def stops(command) -> list[Stop]:
    """One run in six processes: killed, interrupted, killed twice more, and left to finish."""
    first, second, third = RANDOM_SECONDS
    return [
        command.run(*TRAIN, until="Training ", after_seconds=first),
        command.run(*TRAIN, "--resume", until="epoch   1/4", after_seconds=second),
        command.run(
            *TRAIN, "--resume", until="epoch   2/4", after_seconds=third, stop=signal.SIGINT
        ),
        command.run("-c", DIES_IN_A_CHECKPOINT, "--resume"),
        command.run("-c", DIES_AT_THE_RECORD, "--resume"),
        command.run(*TRAIN, "--resume"),
    ]


def test_a_run_that_was_left_alone_ends_well(whole):
    _, end = whole
    assert (end.status, end.stderr) == (0, "")
    assert epochs_in(end.stdout) == [1, 2, 3, 4]
    assert "The teacher did not learn from the same training images" in end.stdout


def test_a_run_killed_in_its_first_epoch_begins_again(stops):
    killed, again, *_ = stops
    assert killed.status == -signal.SIGKILL
    assert epochs_in(killed.stdout) == []
    assert killed.left == ["augmentation.png"]
    assert again.status == -signal.SIGKILL
    assert epochs_in(again.stdout) == [1]
    assert "checkpoint.npz" in again.left


def test_ctrl_c_says_how_to_go_on_without_a_traceback(stops):
    interrupted = stops[2]
    assert interrupted.status == 130
    said = "Stopped. Finished epochs are kept: the same command with --resume goes on."
    assert interrupted.stderr == f"\n{said}\n"
    assert epochs_in(interrupted.stdout) == [2]
    assert interrupted.left == ["augmentation.png", "checkpoint.npz"]


def test_a_run_killed_as_it_writes_a_checkpoint_keeps_the_one_before(stops):
    killed, after = stops[3:5]
    assert killed.status == -signal.SIGKILL
    assert epochs_in(killed.stdout) == [3]
    assert [name.split("-")[0] for name in killed.left] == [
        ".partial",
        "augmentation.png",
        "checkpoint.npz",
    ]
    assert epochs_in(after.stdout) == [4]


def test_a_run_killed_before_its_record_keeps_the_checkpoint(stops):
    killed = stops[4]
    assert killed.status == -signal.SIGKILL
    assert {"model.keras", "checkpoint.npz"} <= set(killed.left)
    assert "training.json" not in killed.left


def test_the_last_step_is_completed_without_training_again(stops, whole):
    last, (_, whole_end) = stops[-1], whole
    assert (last.status, last.stderr) == (0, "")
    assert epochs_in(last.stdout) == []
    assert last.left == whole_end.left
    assert "training.json" in last.left
    assert not [name for name in last.left if "checkpoint" in name or "partial" in name]


def test_the_stopped_run_equals_the_one_left_alone_bit_by_bit(stops, command, whole):
    assert stops[-1].status == 0
    assert_same_run(command.output, whole[0])


def test_the_record_names_the_teacher_by_its_hash(stops, command, whole, trained):
    from training.identity import model_identity

    assert stops[-1].status == 0
    for folder in (command.output, whole[0]):
        record = json.loads((folder / "training.json").read_text())
        assert record["teacher"] == model_identity(trained.folder / "model.keras")
