"""What a model's output means, and the probabilities that follow from it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.tensors import Tensor, dequantize

PROBABILITIES = "probabilities"
SCORES = "scores"
LOG_PROBABILITIES = "log probabilities"
LOGITS = "logits"
BY_LAST_OPERATOR = {
    "SOFTMAX": PROBABILITIES,
    "LOGISTIC": SCORES,
    "LOG_SOFTMAX": LOG_PROBABILITIES,
}

Ask = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


@dataclass(frozen=True)
class OutputRule:
    """What the model's numbers are, and how that is known.

    ``kind`` is ``"probabilities"``; ``"scores"``, each 0..1 for itself (sigmoid), whose sum may be
    anything; ``"log probabilities"``, natural; or ``"logits"``, to which a softmax is applied (a
    sigmoid where there is only one).
    """

    kind: str
    reason: str


def choose_output_rule(last_operator: str, output: Tensor, ask: Ask) -> OutputRule:
    """What the output is: by the graph's last operator, and else by the range of its values.

    ``ask`` runs the model on a picture, uint8 (h, w, 3), and gives its output's real values,
    float32 (outputs,). It is asked only where the last operator leaves the question open.

    Raises ModelFileError: a softmax over one output, which is always 1; or no answer is a number.
    """
    kind = BY_LAST_OPERATOR.get(last_operator)
    operator = f"its last operator is {last_operator or 'none'}"
    if last_operator == "SOFTMAX" and np.prod(output.shape) == 1:
        raise ModelFileError(
            "The model has one output behind a softmax: it is always 1. Expected one for each "
            "class, or a sigmoid."
        )
    if kind:
        return OutputRule(kind, operator)
    if output.is_quantized:
        low, high = output.range
        # In float32, 255 steps of 1/255 are more than 1; a calibration may not have seen 1 either.
        kind = PROBABILITIES if low == 0 and high <= 1.01 else LOGITS
        return OutputRule(kind, f"{operator}, its quantized range {low:.3g} to {high:.3g}")
    answers = _finite(np.stack([ask(picture) for picture in _probes()]))
    if answers.shape[1] > 1 and (answers >= 0).all() and (answers <= 1).all():
        sums_to_one = bool((np.abs(answers.sum(axis=1) - 1) < 0.01).all())
        kind = PROBABILITIES if sums_to_one else SCORES
        return OutputRule(kind, f"{operator}, and drawn pictures got values from 0 to 1")
    found = f"{answers.min():.3g} to {answers.max():.3g}"
    return OutputRule(LOGITS, f"{operator}, and drawn pictures got values from {found}")


def real_values(output: Tensor, values: NDArray[np.generic]) -> NDArray[np.float32]:
    """An output tensor's content, of any shape, as float32 (outputs,).

    Raises ModelFileError: another number of outputs than the file promises.
    """
    flat = values.reshape(-1)
    if flat.size != math.prod(output.shape):
        raise ModelFileError(
            f"The model gave an output of the shape {values.shape}; its file promises "
            f"{output.shape}. Convert it with fixed shapes."
        )
    if output.is_quantized:
        return dequantize(flat, output.scale, output.zero_point)
    return np.asarray(flat, np.float32)


def to_probabilities(values: NDArray[np.float32], rule: OutputRule) -> NDArray[np.float32]:
    """Real outputs, float32 (outputs,), as probabilities, float32 (classes,), 0..1.

    One output alone is the second of two classes: it gives (1 - p, p).

    Raises ModelFileError: an output is not a number, or infinite.
    """
    if not np.isfinite(values).all():
        raise _not_a_number()
    if values.size == 1:
        p = _sigmoid(values) if rule.kind == LOGITS else np.clip(values, 0, 1)
        return np.concatenate([1 - p, p])
    if rule.kind == LOGITS:
        return _softmax(values)
    return np.exp(np.minimum(values, 0)) if rule.kind == LOG_PROBABILITIES else values


def class_count(output: Tensor) -> int:
    """How many classes the output tells apart: one number is a choice between two."""
    return max(2, int(np.prod(output.shape)))


def _finite(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Those of ``answers`` (pictures, outputs) that are numbers.

    A model that divides by a picture's own contrast has no answer to one of a single colour.
    """
    finite = answers[np.isfinite(answers).all(axis=1)]
    if not len(finite):
        raise _not_a_number()
    return finite


def _not_a_number() -> ModelFileError:
    return ModelFileError(
        "The model's answer is not a number. It is damaged, or made for other pixel values: check "
        "--input-range."
    )


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max())  # At most 1: nothing overflows.
    return np.asarray(powers / powers.sum(), np.float32)


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits), np.float32)  # Without overflow.


def _probes() -> list[NDArray[np.uint8]]:
    """Black, white, three colours and noise: far apart, so that logits show themselves."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    colors = [np.full((8, 8, 3), color, np.uint8) for color in _PROBE_COLORS]
    return [*colors, noise]


_PROBE_COLORS = ((0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 160, 0), (0, 0, 255))
