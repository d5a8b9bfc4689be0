"""Signs of life: what a part of the app gives while it makes progress."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError


class Heartbeat:
    """When somebody last said that it goes on. For many threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._beaten_s = clock()

    def beat(self) -> None:
        """Say so."""
        self._beaten_s = self._clock()

    def is_fresh(self, limit_s: float) -> bool:
        """Whether the last beat is no longer ago than this."""
        return self._clock() - self._beaten_s <= limit_s


def ask(classifier: Classifier, heartbeat: Heartbeat) -> None:
    """Ask the model a drawn picture, through the same interpreters as everybody.

    It beats if there was an answer; an interpreter that hangs holds this up, too.
    """
    try:
        classifier.probabilities(ramp(classifier.input_size))
    except EdgeAppError:
        return  # An error is no sign of life.
    heartbeat.beat()


def ramp(size: tuple[int, int]) -> NDArray[np.uint8]:
    """A grey picture from black to white: uint8 (height, width, 3) of this (height, width)."""
    height, width = size
    row = np.linspace(0, 255, width).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, width, 3)))
