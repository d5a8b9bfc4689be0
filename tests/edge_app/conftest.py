"""What the tests of the device's package share; it must import without TensorFlow."""

import pytest

from edge_app import Classifier


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """The shipped int8 model."""
    return Classifier()
