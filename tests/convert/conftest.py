"""What the tests of the conversion share: one trained net and its data, loaded once."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")

from convert.parent import Parent, load_parent, load_training_data
from training.datasets import Dataset


@pytest.fixture(scope="session")
def parent(trained) -> Parent:
    """The net that learned the drawn shapes."""
    return load_parent(trained.folder / "model.keras")


@pytest.fixture(scope="session")
def dataset(parent: Parent, shapes_archive: Path) -> Dataset:
    """The drawn shapes, in the split of the training."""
    return load_training_data(parent, str(shapes_archive))
