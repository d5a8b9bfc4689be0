"""Classify pictures on a small device with a TFLite model, without TensorFlow."""

from edge_app.classifier import Classification, Classifier, Timing
from edge_app.errors import EdgeAppError, ImageError, ModelFileError, RuntimeUnavailableError
from edge_app.predictions import Prediction

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
