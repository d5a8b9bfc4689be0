"""What the tests of the conversion share: one trained net and its data, loaded once."""

import os
import shutil
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")

from convert.models.parent import Parent, load_parent
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
