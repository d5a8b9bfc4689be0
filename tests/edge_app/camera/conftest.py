"""A model whose answers a test can foretell."""

from collections.abc import Callable

import pytest

from edge_app import Classifier
from tests.edge_app.tiny_models import TinyMetadata, color_graph


@pytest.fixture
def colors(load: Callable[..., Classifier]) -> Classifier:
    """Answers red, green or blue, sure from 0.9 on; of a black picture, each has a third."""
    custom = '{"resize_rule": "center-crop-bilinear", "thresholds": [0.9, 0.9, 0.9]}'
    return load(color_graph(), metadata=TinyMetadata(custom=custom), input_range="0,255")
