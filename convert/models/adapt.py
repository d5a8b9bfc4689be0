"""Any Keras image classifier as one that takes raw RGB 0..255 and gives class probabilities."""

from dataclasses import dataclass
from itertools import takewhile

import keras
from keras import layers

from convert.export.flattening import bare, flattened, functional, in_float32, precision
from convert.models.output import (
    LOG_PROBABILITIES,
    LOGITS,
    PROBABILITIES,
    SCORES,
    OutputKind,
    last_operation,
    output_kind,
)
from convert.models.two_classes import two_logits
from edge_app.errors import PipelineError

# A raw value x of 0..255 is shown to the model as scale * x + offset.
INPUT_RANGES = {"0,1": (1 / 255, 0.0), "-1,1": (1 / 127.5, -1.0), "0,255": (1.0, 0.0)}
PREPROCESSING = (layers.Rescaling, layers.Normalization)
ARITHMETIC = ("Add", "Subtract", "Multiply", "Divide", "TrueDivide")


@dataclass(frozen=True)
class Adapted:
    """A model in the standard form, and ``remarks`` for the user on what was changed or assumed."""

    model: keras.Model
    remarks: tuple[str, ...]


def adapt(model: keras.Model, *, input_range: str | None) -> Adapted:
    """The same answers, from raw RGB images 0..255 to one probability for each class.

    ``model`` has one input (None, height, width, 3) and one output of classes; ``input_range`` is
    one of INPUT_RANGES, what it takes the values as; None where it scales them itself. One that is
    in the standard form is returned as it is.

    Raises PipelineError: its output is no class vector, or no such range.
    """
    remarks = []
    model = flattened(bare(model))
    if (kind := precision(model)) != "float32":
        remarks.append(f"The model computes in {kind}; its files, and the proof, use float32.")
        model = in_float32(model)
    model = _with_standard_input(model, input_range)
    found = output_kind(model)
    remarks += _output_remarks(model, found)
    return Adapted(_with_standard_output(model, found), tuple(remarks))


def scales_its_input(model: keras.Model) -> bool:
    """Whether ``model`` scales raw pixel values: by a layer for that, or by sums as in x / 255."""
    operations = functional(flattened(model)).operations
    if any(isinstance(one, PREPROCESSING) for one in operations):
        return True
    first = takewhile(lambda one: not getattr(one, "weights", None), operations)
    return any(type(one).__name__ in ARITHMETIC for one in first)


def _with_standard_input(model: keras.Model, input_range: str | None) -> keras.Model:
    if input_range is not None and input_range not in INPUT_RANGES:
        raise PipelineError(
            f"No input range {input_range!r}. Expected one of {' or '.join(INPUT_RANGES)}."
        )
    scale, offset = INPUT_RANGES[input_range or "0,255"]
    (tensor,) = model.inputs
    if (scale, tensor.dtype, tensor.shape[0]) == (1, "float32", None):
        return model
    image = keras.Input(tensor.shape[1:], name="image")
    scaled = layers.Rescaling(scale, offset)(image) if scale != 1 else image
    # ``call``, not a call: its layers become those of the new model, not a model inside it.
    return keras.Model(image, model.call(scaled), name=model.name)


def _output_remarks(model: keras.Model, found: OutputKind) -> list[str]:
    classes = model.outputs[0].shape[-1]
    if classes == 1:
        return ["The model's one output is taken as the probability of the second of two classes."]
    if found.kind == LOGITS:
        return [f"The model ends in logits ({found.reason}): a softmax was added."]
    if found.kind == LOG_PROBABILITIES:
        return [f"The model ends in logarithms of probabilities ({found.reason}): they are undone."]
    if found.kind == SCORES:
        return [
            f"The model gives each class a score of its own ({found.reason}): they do not add up "
            "to 1."
        ]
    return []


def _with_standard_output(model: keras.Model, found: OutputKind) -> keras.Model:
    (output,) = model.outputs
    if output.shape[-1] == 1:
        return _two_classes(model, found)
    if len(output.shape) == 4:
        output = layers.Flatten()(output)
    if found.kind in (LOGITS, LOG_PROBABILITIES):  # A softmax undoes a logarithm, but for nothing.
        output = layers.Softmax(name=_free_name(model, "probabilities"))(output)
    if output is model.outputs[0]:
        return model
    return keras.Model(model.inputs[0], output, name=model.name)


def _two_classes(model: keras.Model, found: OutputKind) -> keras.Model:
    """Two outputs instead of a sigmoid p: 1 - p and p.

    Raises PipelineError: the one output is not that of a sigmoid whose logit can be found.
    """
    if found.kind == PROBABILITIES:
        raise PipelineError(
            "The model has one output behind a softmax, which is always 1. Expected an output for "
            "each class, or one behind a sigmoid."
        )
    if found.kind != SCORES or not found.by_graph:
        raise PipelineError(
            "The model gives one number that is not the output of a sigmoid layer: is it a "
            "measurement, or a logit? Expected an output for each class, or one behind a sigmoid."
        )
    last, before = last_operation(model.outputs[0])
    inside = any(last is one for one in functional(model).operations)
    logits = two_logits(last, before, name=_free_name(model, "two_classes")) if inside else None
    if logits is None:
        raise PipelineError(
            "The model's one output is that of a sigmoid that cannot be taken apart: it stands "
            "before a pooling, in a model within the model, or in another layer than Dense, Conv2D "
            "and Activation. End the model in Dense(1, activation='sigmoid')."
        )
    output = layers.Softmax(name=_free_name(model, "probabilities"))(logits)
    return keras.Model(model.inputs[0], output, name=model.name)


def _free_name(model: keras.Model, name: str) -> str:
    taken = {layer.name for layer in model.layers}
    while name in taken:
        name += "_"
    return name
