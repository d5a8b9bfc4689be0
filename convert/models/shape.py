"""What a Keras model takes and gives, checked: one RGB image in, one value for each class out."""

from pathlib import Path

import keras

EXPECTED = "Expected one input (None, height, width, 3) and one output (None, classes)."


def not_a_classifier(model: keras.Model) -> str | None:
    """Why ``model`` is no image classifier, in a sentence; None where it may be one."""
    if not isinstance(model, keras.Model):
        return f"it holds a {type(model).__name__}, not a whole model"
    try:
        inputs, outputs = model.inputs, model.outputs
    except (AttributeError, ValueError):
        inputs = outputs = None
    if not inputs or not outputs:
        return (
            "its input has no shape yet. Call the model once, or give it a keras.Input((height, "
            "width, 3)), before it is saved"
        )
    return _wrong_input(inputs) or _wrong_output(outputs)


def describe_shapes(model: keras.Model) -> str:
    """The shapes of the inputs and outputs, for a message; "" where there are none."""
    try:
        inputs, outputs = model.inputs or (), model.outputs or ()
    except (AttributeError, ValueError):
        return ""
    return f" Inputs {[one.shape for one in inputs]}, outputs {[one.shape for one in outputs]}."


def refusal(path: Path, model: keras.Model, reason: str) -> str:
    """The message for a model that cannot be converted for ``reason``."""
    return f"{path} is not an image classifier: {reason}.{describe_shapes(model)} {EXPECTED}"


def _wrong_input(inputs: list[keras.KerasTensor]) -> str | None:
    if len(inputs) != 1:
        return f"it takes {len(inputs)} inputs"
    shape = inputs[0].shape
    if len(shape) != 4:
        kinds = {2: "a vector", 3: "a sequence, or an image without channels", 5: "a video"}
        return f"it takes {kinds.get(len(shape), f'{len(shape)} dimensions')}, not an image"
    if shape[3] == 3:
        return _open_size(shape)
    if shape[1] == 3:
        return "its channels come first. Save it with channels last"
    colors = {1: "grey images", None: "images of any number of channels"}
    return f"it takes {colors.get(shape[3], f'images of {shape[3]} channels')}, not RGB"


def _open_size(shape: tuple[int | None, ...]) -> str | None:
    if None not in shape[1:]:
        return None
    return (
        "it takes images of any size, and a device needs one. Build it with keras.Input((height, "
        "width, 3)), load the weights into it, and save that"
    )


def _wrong_output(outputs: list[keras.KerasTensor]) -> str | None:
    if len(outputs) != 1:
        return f"it gives {len(outputs)} outputs"
    shape = outputs[0].shape
    if None in shape[1:]:
        return "it does not say how many values it gives"
    if len(shape) == 4 and shape[1] * shape[2] > 1:
        return "it gives a map of values, not one for each class"
    if len(shape) not in (2, 4):
        return f"it gives {len(shape) - 1} dimensions for each image"
    return None
