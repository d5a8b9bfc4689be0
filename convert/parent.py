"""The Keras model to convert, with the record of its training and the data it was trained on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from edge_app.errors import PipelineError
from training.datasets import Dataset, load_dataset


@dataclass(frozen=True)
class Parent:
    """A trained Keras model (raw RGB images in, probabilities out) and its training record."""

    path: Path
    model: keras.Model
    record: dict[str, Any]


def load_parent(path: Path) -> Parent:
    """Load a .keras file and the training.json beside it. No code from the file is run.

    Raises PipelineError: a file is missing or damaged, or the model is not an image classifier.
    """
    record_path = path.with_name("training.json")
    if not path.is_file():
        raise PipelineError(f"No model at {path}. Train one first: make train.")
    try:
        record = json.loads(record_path.read_text())
        recipe, data = record["recipe"], record["data"]
        _ = recipe["name"], recipe["seed"], recipe["validation_images"], data["class_names"]
    except FileNotFoundError:
        raise PipelineError(
            f"{record_path} is missing. It says which images the model was trained on, so that it "
            "is judged on others; keep it beside the model."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"{record_path} is not a training record ({error!r}). Expected the file that "
            "`python -m training` wrote beside the model."
        ) from error
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises many kinds for a file that is not its own.
        raise PipelineError(f"{path} cannot be loaded as a Keras model: {error}") from error
    _check_shapes(path, model, class_count=len(data["class_names"]))
    return Parent(path, model, record)


def load_training_data(parent: Parent, source: str) -> Dataset:
    """Load the data of the training record, in the same split.

    Raises PipelineError: ``source`` cannot be read, or holds other data than the model has seen.
    """
    recipe = parent.record["recipe"]
    dataset = load_dataset(
        source, validation_images=recipe["validation_images"], seed=recipe["seed"]
    )
    expected, found = parent.record["data"], dataset.summary()
    for part in ("train", "validation", "test"):
        if found[part] != expected[part]:
            raise PipelineError(
                f"{source} is not the data that the model was trained on: its {part} part is "
                f"{found[part]}, expected {expected[part]}. Give the same --data as in training."
            )
    return dataset


def _check_shapes(path: Path, model: keras.Model, *, class_count: int) -> None:
    inputs, outputs = model.inputs, model.outputs
    shapes = f"inputs {[i.shape for i in inputs]}, outputs {[o.shape for o in outputs]}"
    image = len(inputs) == 1 and len(inputs[0].shape) == 4 and inputs[0].shape[3] == 3
    if not image or None in inputs[0].shape[1:] or len(outputs) != 1 or len(outputs[0].shape) != 2:
        raise PipelineError(
            f"{path} is not an image classifier: {shapes}. Expected one input "
            "(None, height, width, 3) and one output (None, classes)."
        )
    if outputs[0].shape[1] != class_count:
        raise PipelineError(
            f"{path} has {outputs[0].shape[1]} outputs, but its training record names "
            f"{class_count} classes."
        )
