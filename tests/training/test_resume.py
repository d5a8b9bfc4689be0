"""Real processes, killed at any moment and resumed: the result of a run that was left alone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.drawing import shapes_members, write_archive

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
TRAIN = ("-m", "training")
# At any moment of an epoch, of which none takes less than half a second.
RANDOM_SECONDS = tuple(np.random.default_rng().uniform(0, 0.5, 3).tolist())


@dataclass(frozen=True)
class Stop:
    """How one process ended: its exit status, what it printed, and what it left."""

    status: int
    stdout: str
    stderr: str
    left: list[str]


@dataclass(frozen=True)
class Command:
    """A command line, and where it is run."""

    options: list[str]
    output: Path
    root: Path

    def run(
        self,
        *words: str,
        until: str = "",
        after_seconds: float = 0.0,
        stop: signal.Signals = signal.SIGKILL,
        environment: dict[str, str] | None = None,
    ) -> Stop:
        """Run it; ``after_seconds`` after the line that begins with ``until``, send ``stop``."""
        process = subprocess.Popen(
            [sys.executable, *words, *self.options, "--output", str(self.output)],
            cwd=self.root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until and line.startswith(until):
                time.sleep(after_seconds)
                process.send_signal(stop)
        _, stderr = process.communicate()
        left = sorted(path.name for path in self.output.iterdir())
        return Stop(process.returncode, "".join(lines), stderr, left)


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    members = shapes_members(train_images=220, test_images=20, seed=11)
    return write_archive(tmp_path_factory.mktemp("data") / "few.tar.gz", members)


@pytest.fixture(scope="module")
def command(tmp_path_factory, archive, trained, root) -> Command:
    """A run of the rich recipe, taught by the shared trained net."""
    folder = tmp_path_factory.mktemp("resumed")
    (folder / "rich.toml").write_text(RECIPE)
    options = ["--recipe", str(folder / "rich.toml"), "--data", str(archive)]
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


def epochs_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^epoch +(\d+)/", text, re.MULTILINE)]


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


def assert_same_run(first: Path, second: Path) -> None:
    import keras

    records = [json.loads((folder / "training.json").read_text()) for folder in (first, second)]
    for key in ("curves", "kept_epoch", "metrics", "recipe", "data"):
        assert records[0][key] == records[1][key], key
    models = [keras.saving.load_model(folder / "model.keras") for folder in (first, second)]
    weights = [model.get_weights() for model in models]
    for ours, theirs in zip(*weights, strict=True):
        assert np.array_equal(ours, theirs)


def test_the_stopped_run_equals_the_one_left_alone_bit_by_bit(stops, command, whole):
    assert stops[-1].status == 0
    assert_same_run(command.output, whole[0])


def test_the_record_names_the_teacher_by_its_hash(stops, command, whole, trained):
    from training.identity import model_identity

    assert stops[-1].status == 0
    for folder in (command.output, whole[0]):
        record = json.loads((folder / "training.json").read_text())
        assert record["teacher"] == model_identity(trained.folder / "model.keras")


SHORT_RECIPE = """
architecture = "plain-cnn-2"
epochs = 2
batch_size = 32
optimizer = "sgd"
momentum = 0.9
schedule = "warmup-linear"
learning_rate = 0.05
weight_averaging = 0.5
label_smoothing = 0.1
horizontal_flip = true
cutout_px = 6
validation_images = 60
seed = 3
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory, archive, root) -> Command:
    folder = tmp_path_factory.mktemp("short")
    (folder / "short.toml").write_text(SHORT_RECIPE)
    options = ["--recipe", str(folder / "short.toml"), "--data", str(archive)]
    return Command(options, folder / "run", root)


def test_the_jax_back_end_trains_two_epochs_and_resumes_exactly(short, tmp_path):
    environment = {"KERAS_BACKEND": "jax"}
    whole = Command(short.options, tmp_path / "whole", short.root)
    stopped = Command(short.options, tmp_path / "stopped", short.root)
    ends = [
        whole.run(*TRAIN, environment=environment),
        stopped.run(*TRAIN, until="epoch   1/2", environment=environment),
        stopped.run(*TRAIN, "--resume", environment=environment),
    ]
    assert [end.status for end in ends] == [0, -signal.SIGKILL, 0], ends
    assert [epochs_in(end.stdout) for end in ends] == [[1, 2], [1], [2]]
    assert_same_run(whole.output, stopped.output)
    record = json.loads((whole.output / "training.json").read_text())
    assert record["made"]["keras_backend"] == "jax"
    assert record["curves"]["loss"][1] < record["curves"]["loss"][0]
