"""A model that names colours, and pictures of them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.convert.score.colors import COLORS, write_color_archive, write_color_model


@pytest.fixture
def color_model(tmp_path: Path) -> Path:
    """A model that calls its outputs what they are."""
    return write_color_model(tmp_path / "models" / "colors.tflite", "red\ngreen\nblue\n")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Ten test pictures, of which three are not what they are called."""
    test = [(0, "blue")] * 4 + [(0, "red")] + [(1, "green")] * 2 + [(1, "blue")] * 2 + [(2, "red")]
    return write_color_archive(tmp_path / "colors.tar.gz", test)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Picture files in folders of classes, without parts: 20 each of ``reds`` and ``greens``."""
    random = np.random.default_rng(1)
    for name in ("red", "green"):
        place = tmp_path / "photos" / f"{name}s"
        place.mkdir(parents=True)
        for i in range(20):
            noise = random.integers(-9, 10, (24, 40, 3))  # Each file has bytes of its own.
            Image.fromarray((noise + COLORS[name]).astype(np.uint8)).save(place / f"{i}.png")
    return tmp_path / "photos"
