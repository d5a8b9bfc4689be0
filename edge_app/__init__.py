"""Classify pictures on a small device with a TFLite model, without TensorFlow."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {"Classifier": "classifier", "Classification": "predictions"}
_MODULES |= dict.fromkeys(("Prediction", "Timing"), "predictions")


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: `edge-app doctor` must start where NumPy does not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'errors')}"), name)
