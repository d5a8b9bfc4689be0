"""The Keras model to convert, in its standard form, with the record of its training if any."""

from dataclasses import dataclass
from pathlib import Path

import keras

from convert.models.adapt import adapt, scales_its_input
from convert.models.shape import not_a_classifier, refusal
from edge_app.errors import PipelineError
from training.finished import FinishedRun, read_finished_run
from training.saving import load_model


@dataclass(frozen=True)
class Parent:
    """A Keras model (raw RGB images 0..255 in, probabilities out) and the run that made it.

    ``run`` and ``class_names`` are None for a model that was trained elsewhere. ``remarks`` are
    lines for the user: what was changed or assumed, so that the model has this form.
    """

    path: Path
    model: keras.Model
    run: FinishedRun | None
    class_names: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()


def load_parent(path: Path, *, input_range: str | None = None) -> Parent:
    """Load a .keras or .h5 file, and the training.json beside it. No code from the file is run.

    ``input_range`` is what a model that was trained elsewhere takes the values 0..255 of a picture
    as: "0,1", "-1,1" or "0,255"; None where it scales them itself.

    Raises PipelineError: the file or the record cannot be used, the model is no image classifier,
    its outputs are not those of the record, or it was trained here and has an ``input_range``.
    """
    model = load_model(path)
    reason = not_a_classifier(model)
    if reason:
        raise PipelineError(refusal(path, model, reason))
    record = path.with_name("training.json")
    run = read_finished_run(record) if record.exists() else None
    _check_range(path, run, input_range)
    try:
        adapted = adapt(model, input_range=input_range)
    except PipelineError as error:
        raise PipelineError(f"{path}: {error}") from error
    remarks = adapted.remarks
    if run is None and input_range is None and not scales_its_input(model):
        remarks += (
            "The model does not scale its input, and is taken to expect raw values of 0..255. If "
            "it was trained on scaled ones, say so with --input-range.",
        )
    if run is None:
        return Parent(path, adapted.model, None, None, remarks)
    names = tuple(run.data["class_names"])
    _check_classes(path, adapted.model, len(names))
    return Parent(path, adapted.model, run, names, remarks)


def _check_range(path: Path, run: FinishedRun | None, input_range: str | None) -> None:
    if run is not None and input_range not in (None, "0,255"):
        raise PipelineError(
            f"{path} was trained here (see its training.json) and takes the values 0..255 as they "
            f"are, but --input-range is {input_range}. Leave it out."
        )


def _check_classes(path: Path, model: keras.Model, class_count: int) -> None:
    outputs = model.outputs[0].shape[1]
    if outputs != class_count:
        raise PipelineError(
            f"{path} has {outputs} outputs, but its training record names {class_count} classes."
        )
