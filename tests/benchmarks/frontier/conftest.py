"""Records to draw a frontier from, made by hand."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.frontier.others import read_references

TEST_IMAGES = {"sha256_of_sorted_record_sha256": read_references().test_images_sha256}


def accuracy(value: float) -> dict[str, Any]:
    """Figures as a record holds them, of 1,000 images, with an interval of a point either way."""
    return {
        "correct": round(1000 * value),
        "count": 1000,
        "value": value,
        "low": value - 0.01,
        "high": value + 0.01,
    }


@pytest.fixture
def shipped_folder(shipped: list[Path], tmp_path: Path) -> Path:
    """A folder with one of the shipped nets, int8, and a record that claims 90 %."""
    folder = tmp_path / "models"
    folder.mkdir()
    model = next(path for path in shipped if path.name.count(".") == 1)
    shutil.copy(model, folder / "ours.tflite")
    content = model.read_bytes()
    figures = {
        "file": "ours.tflite",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "test": {"accuracy": accuracy(0.9)},
    }
    record = {"name": "ours", "data": {"test": TEST_IMAGES}, "variants": {"int8": figures}}
    (folder / "ours.json").write_text(json.dumps(record))
    return folder


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """A record of ``convert score``: MLPerf Tiny's ResNet-8, and a model that nobody knows."""
    models = [
        scored("known.tflite", "3c002613d1b2475eb51dd78dfb85a546c8ae658dee71cf6ade43b022fe205415"),
        scored("unknown.tflite", "ab" * 32),
    ]
    path = tmp_path / "scores.json"
    record = {"benchmark": "score", "schema": 1, "data": TEST_IMAGES, "models": models}
    path.write_text(json.dumps({**record, "failed": []}))
    return path


def scored(name: str, sha256: str) -> dict[str, Any]:
    return {
        "name": name,
        "bytes": 1000,
        "sha256": sha256,
        "multiply_accumulates": 10_000_000,
        "arithmetic": "int8",
        "accuracy": accuracy(0.87),
    }
