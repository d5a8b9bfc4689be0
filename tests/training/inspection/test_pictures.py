"""Folders and archives become the same records."""

import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests import drawing
from training.inspection.pictures import read_collection


def test_a_folder_gives_its_files_by_their_paths(tmp_path):
    drawing.write_shapes_folder(
        tmp_path, {"val/circle": 1, "train/circle": 2, "train/square": 1}, seed=0
    )
    (tmp_path / "train/square/notes.txt").touch()
    collection = read_collection(str(tmp_path))
    assert collection.class_names == ("circle", "square")
    assert [(p.name, p.label, p.part) for p in collection.pictures] == [
        ("train/circle/0000.png", 0, "train"),
        ("train/circle/0001.png", 0, "train"),
        ("train/square/0000.png", 1, "train"),
        ("train/square/notes.txt", 1, "train"),
        ("val/circle/0000.png", 0, "val"),
    ]
    assert collection.parts == ("train", "val")
    assert collection.from_files


def test_an_archive_gives_its_records_by_their_hashes(members, write_archive):
    collection = read_collection(str(write_archive(members)))
    assert collection.parts == ("train", "test")
    assert not collection.from_files
    assert len({p.name for p in collection.pictures}) == 52
    first = collection.pictures[0]
    class_name = collection.class_names[first.label]
    assert first.name.startswith(f"train/{class_name}/")
    assert isinstance(first.content, np.ndarray)
    assert first.content.shape == (32, 32, 3)


def test_cifar10_is_the_archive_that_the_environment_names(members, write_archive, monkeypatch):
    monkeypatch.setenv("CIFAR10_ARCHIVE", str(write_archive(members)))
    assert len(read_collection("cifar10").pictures) == 52


def test_no_data_is_refused(tmp_path):
    with pytest.raises(PipelineError, match="No data source"):
        read_collection(str(tmp_path / "missing"))
