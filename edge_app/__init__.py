"""Classify pictures on a small device with a TFLite model, without TensorFlow."""

from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError, ImageError, ModelFileError, RuntimeUnavailableError
from edge_app.predictions import Classification, Prediction, Timing

__all__ = [
    "Classification",
    "Classifier",
    "EdgeAppError",
    "ImageError",
    "ModelFileError",
    "Prediction",
    "RuntimeUnavailableError",
    "Timing",
]
__version__ = "0.1.0"
