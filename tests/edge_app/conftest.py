"""What the tests of the device's package share; it must import without TensorFlow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_app import Classifier
from tests.edge_app.tiny_models import TinyGraph, TinyMetadata, color_graph, tiny_model


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """The shipped int8 model."""
    return Classifier()


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Classifier]:
    """Load a tiny graph from a file of its own, with the three colours as labels beside it."""

    def load_graph(graph: TinyGraph, **options: Any) -> Classifier:
        packing = {key: options.pop(key) for key in ("metadata", "files") if key in options}
        path = tmp_path / options.pop("file", "net.tflite")
        path.write_bytes(tiny_model(graph, **packing))
        if not (tmp_path / "labels.txt").exists():
            (tmp_path / "labels.txt").write_text("red\ngreen\nblue\n")
        return Classifier(path, **options)

    return load_graph


@pytest.fixture
def with_thresholds(load: Callable[..., Classifier]) -> Callable[[str], Classifier]:
    """Load the model of three colours with these thresholds, as the JSON in its file has them.

    A red picture is class 0 with the probability 1; of a black one, all classes have a third.
    """

    def load_with(thresholds: str) -> Classifier:
        custom = f'{{"resize_rule": "center-crop-bilinear", "thresholds": {thresholds}}}'
        return load(color_graph(), metadata=TinyMetadata(custom=custom), input_range="0,255")

    return load_with
