"""What the numbers at the end of a Keras model are: read off its graph, or else its answers."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

PROBABILITIES, LOGITS, SCORES = "probabilities", "logits", "scores"
LOG_PROBABILITIES = "log probabilities"
BY_ACTIVATION = {
    "softmax": PROBABILITIES,
    "sigmoid": SCORES,
    "log_softmax": LOG_PROBABILITIES,
}
BY_OPERATION = {"Softmax": PROBABILITIES, "Sigmoid": SCORES, "LogSoftmax": LOG_PROBABILITIES}
# They change a tensor's form, or take means of it, and so not what its values are.
TRANSPARENT = (
    *("Flatten", "Reshape", "Squeeze", "Identity", "Dropout", "Cast"),
    *("GlobalAveragePooling2D", "AveragePooling2D"),
)
DRAWN_IMAGES = 16


@dataclass(frozen=True)
class OutputKind:
    """What the output is, and how that is known, as a clause; ``by_graph`` where not guessed."""

    kind: str
    reason: str
    by_graph: bool


def output_kind(model: keras.Model) -> OutputKind:
    """What ``model`` gives for an image: by its last operation, or by answers to drawn images.

    "probabilities", which add up to 1; "scores", each 0..1 for itself; "log probabilities",
    natural; or "logits". The model takes raw RGB 0..255.
    """
    operation, _ = last_operation(model.outputs[0])
    name = getattr(operation, "name", type(operation).__name__)
    kind = _by_graph(operation)
    if kind:
        return OutputKind(kind, f"its last layer, {name}, says so", True)
    answers = model.predict(drawn_images(model), verbose=0).reshape(DRAWN_IMAGES, -1)
    kind = kind_of_answers(answers)
    found = f"{answers.min():.3g} to {answers.max():.3g}"
    return OutputKind(kind, f"its answers to drawn images are from {found}", False)


def kind_of_answers(answers: NDArray[np.float32]) -> str:
    """What numbers like ``answers``, float32 (images, outputs), are: by range and sums."""
    if not ((answers >= 0).all() and (answers <= 1).all()):
        return LOGITS
    one = np.allclose(answers.sum(axis=1), 1, atol=0.01)
    return PROBABILITIES if one else SCORES


def drawn_images(model: keras.Model) -> NDArray[np.float32]:
    """Black, white and noise at several levels: float32 (n, height, width, 3), 0..255."""
    random = np.random.default_rng(0)
    _, height, width, _ = model.inputs[0].shape
    noise = random.integers(0, 256, (DRAWN_IMAGES - 2, height, width, 3)).astype(np.float32)
    levels = np.linspace(0.2, 1, len(noise), dtype=np.float32)[:, None, None, None]
    plain = [np.full((1, height, width, 3), value, np.float32) for value in (0, 255)]
    return np.concatenate([*plain, noise * levels])


def last_operation(tensor: keras.KerasTensor) -> tuple[Any, keras.KerasTensor]:
    """The operation that gives the values of ``tensor`` their meaning, and the first it reads."""
    operation, node, _ = tensor._keras_history
    if isinstance(operation, keras.Model):
        return last_operation(operation.outputs[0])
    before = operation._inbound_nodes[node].input_tensors
    if not before:
        return operation, tensor
    linear = isinstance(operation, keras.layers.Activation) and activation(operation) == "linear"
    if linear or type(operation).__name__ in TRANSPARENT:
        return last_operation(before[0])
    return operation, before[0]


def activation(operation: Any) -> str:
    """The name of a layer's activation function; "" of one without such a setting."""
    function = getattr(operation, "activation", None)
    return str(getattr(function, "__name__", type(function).__name__ if function else "")).lower()


def _by_graph(operation: Any) -> str | None:
    if kind := BY_OPERATION.get(type(operation).__name__):
        return kind
    weighted = isinstance(operation, keras.layers.Dense | keras.layers.Conv2D)
    if weighted and activation(operation) == "linear":
        return LOGITS
    return BY_ACTIVATION.get(activation(operation))
