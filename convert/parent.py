"""The Keras model to convert, with the record of its training and the data it was trained on."""

from dataclasses import dataclass
from pathlib import Path

import keras

from edge_app.errors import PipelineError
from training.finished import FinishedRun, read_finished_run
from training.saving import load_model


@dataclass(frozen=True)
class Parent:
    """A trained Keras model (raw RGB images in, probabilities out) and the run that made it."""

    path: Path
    model: keras.Model
    run: FinishedRun


def load_parent(path: Path) -> Parent:
    """Load a .keras file and the training.json beside it. No code from the file is run.

    Raises PipelineError: a file is missing or damaged, or the model is not an image classifier.
    """
    model = load_model(path)
    run = read_finished_run(path.with_name("training.json"))
    _check_shapes(path, model, class_count=len(run.data["class_names"]))
    return Parent(path, model, run)


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
