"""These tests run in an environment of their own, which `make test` makes; elsewhere not at all."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier
from training.cifar10 import read_archive

FILES = ("cifar10-resnet8.tflite", "cifar10-resnet8.float32.tflite")

collect_ignore_glob = [] if find_spec("mediapipe") else ["test_*"]


@pytest.fixture(scope="session")
def photographs() -> np.ndarray:
    """The first CIFAR-10 test images, uint8 (500, 32, 32, 3)."""
    archive = os.environ.get("CIFAR10_ARCHIVE")
    if not archive:
        pytest.skip("set CIFAR10_ARCHIVE to the CIFAR-10 binary archive")
    return read_archive(Path(archive)).test.images[:500]


@pytest.fixture(scope="session", params=FILES)
def path(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / "models" / request.param


@pytest.fixture(scope="session")
def ours(path: Path) -> Classifier:
    return Classifier(path)


@pytest.fixture(scope="session")
def theirs(path: Path) -> Iterator[Any]:
    """MediaPipe's ImageClassifier, which knows of the model only what the file says."""
    try:
        from mediapipe.tasks import python as tasks
        from mediapipe.tasks.python import vision

        options = vision.ImageClassifierOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=path.read_bytes())
        )
        classifier = vision.ImageClassifier.create_from_options(options)
    except OSError as error:  # The dynamic linker's: a library of the system is missing.
        pytest.skip(f"MediaPipe needs libegl1 libgl1 libgles2 libglib2.0-0: {error}")
    with classifier:
        yield classifier
