"""Answers that are drawn here, of which it is known how often they are right."""

from collections.abc import Callable

import numpy as np
import pytest

Answers = tuple[np.ndarray, np.ndarray]
DrawAnswers = Callable[..., Answers]


@pytest.fixture
def draw_answers() -> DrawAnswers:
    """Draw probabilities (count, classes) and labels that follow them exactly."""

    def draw(count: int, *, classes: int = 4, spread: float = 2.0, seed: int = 1) -> Answers:
        random = np.random.default_rng(seed)
        logits = random.normal(0, spread, (count, classes))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = powers / powers.sum(axis=1, keepdims=True)
        labels = (probabilities.cumsum(axis=1) < random.random((count, 1))).sum(axis=1)
        return probabilities.astype(np.float32), np.minimum(labels, classes - 1)

    return draw
