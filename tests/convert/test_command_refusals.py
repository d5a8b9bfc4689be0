"""What the command refuses, and what it says of it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from convert.models.parent import Parent
from tests.convert.commanding import convert


def test_a_missing_model_says_how_to_train_one(
    tmp_path: Path, shapes_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert(tmp_path, shapes_archive, tmp_path / "out") == 1
    assert "make train" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"recipe": 3}'])
def test_a_damaged_training_record_is_refused(
    content: str,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (run_folder / "training.json").write_text(content)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "training.json" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"not a zip archive"])
def test_a_damaged_model_is_refused(
    content: bytes,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (run_folder / "model.keras").write_bytes(content)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "cannot be loaded as a Keras model" in capsys.readouterr().err


def with_another_seed(record: dict[str, Any]) -> None:
    record["recipe"]["seed"] += 1


def with_other_class_names(record: dict[str, Any]) -> None:
    record["data"]["class_names"].reverse()


def without_digests(record: dict[str, Any]) -> None:
    del record["data"]["train"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_another_seed, "not the data that the model was trained on"),
        (with_other_class_names, "its class_names is ['circle',"),
        (without_digests, "data.train is missing"),
    ],
)
def test_data_that_are_not_known_to_be_those_of_the_training_are_refused(
    change: Callable[[dict[str, Any]], None],
    message: str,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = json.loads((run_folder / "training.json").read_text())
    change(record)
    (run_folder / "training.json").write_text(json.dumps(record))
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert message in capsys.readouterr().err


def test_an_output_that_is_a_file_is_refused(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("in the way")
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "cannot write to" in capsys.readouterr().err


def test_an_output_inside_the_data_is_refused_before_it_becomes_a_class(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert convert(run_folder, data, data / "out") == 1
    assert "is inside the data folder" in capsys.readouterr().err
    assert list(data.iterdir()) == []


def test_a_keras_model_that_gives_no_numbers_is_said_before_anything_is_converted(
    parent: Parent, run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys
) -> None:
    damaged = keras.models.clone_model(parent.model)
    damaged.set_weights([np.full_like(weights, np.nan) for weights in parent.model.get_weights()])
    damaged.save(run_folder / "model.keras")
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    said = capsys.readouterr()
    assert "Converting" not in said.out
    assert said.err.startswith("error: The Keras model gives probabilities that are not finite")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # What the system says of a read-only disk; the tests may run as root, who may write elsewhere.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "it is read-only. Choose another --output." in capsys.readouterr().err
