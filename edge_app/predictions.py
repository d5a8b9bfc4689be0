"""An answer: the classes that it names, with their probabilities, and the time that it took."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Prediction:
    """One class with its probability (0..1) and its index in the model's label list."""

    label: str
    index: int
    probability: float


@dataclass(frozen=True)
class Timing:
    """Where the time of one answer went, in milliseconds."""

    decode_ms: float
    preprocess_ms: float
    invoke_ms: float


@dataclass(frozen=True)
class Classification:
    """The answer for one picture: predictions from the most to the least probable."""

    predictions: tuple[Prediction, ...]
    timing: Timing


def top_predictions(
    probabilities: NDArray[np.float32], labels: tuple[str, ...], *, count: int
) -> tuple[Prediction, ...]:
    """The ``count`` most probable classes of ``probabilities`` (classes,), the best first.

    Of equal probabilities the lower index comes first.
    """
    order = np.argsort(-probabilities, kind="stable")[:count]
    return tuple(Prediction(labels[i], int(i), float(probabilities[i])) for i in order)
