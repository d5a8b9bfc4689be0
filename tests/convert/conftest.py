"""What the tests of the conversion share: one trained net and its data, loaded once."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")

from convert.models.parent import Parent, load_parent
from tests.conftest import TrainingRun, run_once
from tests.drawing import write_shapes_folder
from training.datasets import Dataset
from training.finished import load_training_data


@pytest.fixture(scope="session")
def parent(trained) -> Parent:
    """The net that learned the drawn shapes."""
    return load_parent(trained.folder / "model.keras")


@pytest.fixture(scope="session")
def dataset(parent: Parent, shapes_archive: Path) -> Dataset:
    """The drawn shapes, in the split of the training."""
    return load_training_data(parent.run, str(shapes_archive))


@pytest.fixture
def run_folder(trained, tmp_path: Path) -> Path:
    """A copy of the trained run that a test may spoil."""
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("model.keras", "training.json"):
        shutil.copy(trained.folder / name, folder)
    return folder


@pytest.fixture(scope="session")
def other_python(root: Path) -> Path:
    """The interpreter of the environment with tflite-runtime; this one where there is no such."""
    other = root / ".venv-device-tflite-runtime" / "bin" / "python"
    return other if other.exists() else Path(sys.executable)


@pytest.fixture
def executable(tmp_path: Path):
    """A function that makes a program of a shell script."""

    def write(script: str) -> Path:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write


PHOTO_RECIPE = """
architecture = "{architecture}"
epochs = 3
batch_size = 16
optimizer = "adam"
schedule = "warmup-cosine"
learning_rate = 0.01
warmup_epochs = 1
validation_images = 1
seed = 1
image_size = 20
"""


@pytest.fixture(scope="session")
def photo_folder(shared_folder: Path) -> Path:
    """Drawn photos of two classes, 80 each, without parts; and a file that is no picture."""
    root = shared_folder / "my-photos"
    with open(root.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            making = root.with_suffix(".making")
            write_shapes_folder(making, {"circle": 80, "stripes": 80}, seed=4)
            (making / "circle" / "download.jpg").write_bytes(b"<html>not found</html>")
            making.rename(root)
    return root


@pytest.fixture(scope="session")
def photos(shared_folder: Path, photo_folder: Path) -> TrainingRun:
    """One run of ``python -m convert photos`` with two tiny nets, for every test to share."""
    recipes = []
    for architecture in ("stride-cnn", "resnet8"):
        path = shared_folder / f"{architecture}-{os.getpid()}.toml"
        recipe = PHOTO_RECIPE.format(architecture=architecture)
        path.write_text(recipe + "channels = [8, 8]\n" * (architecture == "stride-cnn"))
        recipes.append(str(path))
    nets = ("--cnn", recipes[0], "--transfer", recipes[1])
    command = ("-m", "convert", "photos", str(photo_folder), *nets)
    return run_once(shared_folder / "photos-of-shapes", *command)
