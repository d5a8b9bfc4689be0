"""A run with JAX as the back end, killed and resumed: that of a run that was left alone."""

import json
import signal

import pytest

from tests.training.resuming import TRAIN, Command, assert_same_run, epochs_in

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
def short(tmp_path_factory, few_images, root) -> Command:
    folder = tmp_path_factory.mktemp("short")
    (folder / "short.toml").write_text(SHORT_RECIPE)
    options = ["--recipe", str(folder / "short.toml"), "--data", str(few_images)]
    return Command(options, folder / "run", root)


@pytest.mark.attack  # Each process compiles the net anew: minutes of a core.
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
