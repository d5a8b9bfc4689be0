"""An answer: the classes that it names, with their probabilities, and the time that it took."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import ClassThresholds, is_sure_of


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
    """The answer for one picture: predictions from the most to the least probable.

    ``threshold`` is the probability from which on the model is sure of the first of them, ``sure``
    whether it is. ``sure`` is None for a model that states no thresholds; ``threshold`` is None
    there, and for a class of which no answer is ever sure.
    """

    predictions: tuple[Prediction, ...]
    timing: Timing
    sure: bool | None = None
    threshold: float | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """``probabilities`` is float32 (classes,), 0..1, in the order of the model's labels."""

    probabilities: NDArray[np.float32]
    timing: Timing


def classified(
    probabilities: NDArray[np.float32],
    labels: tuple[str, ...],
    thresholds: ClassThresholds | None,
    timing: Timing,
    *,
    count: int,
) -> Classification:
    """The answer of ``probabilities`` (classes,): the ``count`` best, and whether it is sure.

    ``labels`` and ``thresholds`` are by class; ``thresholds`` is None where the model has none.
    """
    predictions = top_predictions(probabilities, labels, count=count)
    if thresholds is None:
        return Classification(predictions, timing)
    best = predictions[0]
    threshold = thresholds[best.index]
    return Classification(predictions, timing, is_sure_of(best.probability, threshold), threshold)


def top_predictions(
    probabilities: NDArray[np.float32], labels: tuple[str, ...], *, count: int
) -> tuple[Prediction, ...]:
    """The ``count`` most probable classes of ``probabilities`` (classes,), the best first.

    Of equal probabilities the lower index comes first.
    """
    order = np.argsort(-probabilities, kind="stable")[:count]
    return tuple(Prediction(labels[i], int(i), float(probabilities[i])) for i in order)
