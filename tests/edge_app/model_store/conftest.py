"""Stores in folders of their own, and what a person brings to them."""

import shutil
from pathlib import Path

import pytest

from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import write_foreign, write_ours


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """An empty store; its folder is not there yet."""
    return ModelStore(tmp_path / "store")


@pytest.fixture
def converted(tmp_path: Path, root: Path) -> Path:
    """A folder with the shipped models and their record, as ``python -m convert`` leaves it."""
    folder = tmp_path / "converted"
    folder.mkdir()
    for path in (root / "models").glob("cifar10-resnet8*"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder with two tiny variants of ``net``, and their record."""
    return write_ours(tmp_path / "ours")


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A tiny model of somebody else, with its labels beside it."""
    return write_foreign(tmp_path / "theirs")
