"""What the loop itself costs: capture, smoothing and state, without decoding and inference."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.camera.service import FRAME_SIZE
from edge_app.camera.capture import Capture
from edge_app.camera.watcher import Watcher
from edge_app.classifier import Classifier
from edge_app.predictions import Answer

FRAME_RATE = 100.0  # So many that starting and looking around weigh little.
WAIT_S = 5.0


class ReadyFrames:
    """A source whose frames are there already; no two in a row are the same."""

    description, is_live, frame_gap_s = "frames that are there already", True, 1 / FRAME_RATE

    def __init__(self) -> None:
        width, height = FRAME_SIZE
        self._frames = [np.full((height, width, 3), grey, np.uint8) for grey in (80, 160)]
        self._reads = 0

    def read(self) -> tuple[NDArray[np.uint8], float]:
        self._reads += 1
        return self._frames[self._reads % 2], time.monotonic()

    def close(self) -> None:
        """There is nothing to let go."""


class ReadyAnswers:
    """A classifier, all of it but the inference: the answer is there already."""

    def __init__(self, classifier: Classifier) -> None:
        width, height = FRAME_SIZE
        self._classifier = classifier
        self._answer = classifier.measured(np.zeros((height, width, 3), np.uint8))

    def measured(self, _: NDArray[np.uint8]) -> Answer:
        return self._answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._classifier, name)


def loop_cost_us(classifier: Classifier, *, seconds: float) -> float:
    """CPU time of this process for one frame, in microseconds, on average over ``seconds``."""
    answers: Any = ReadyAnswers(classifier)
    capture = Capture(ReadyFrames, address="ready")
    watcher = Watcher(capture, lambda: answers)
    watcher.start()
    try:
        capture.latest(0, WAIT_S)
        first, began_s = watcher.state().inferences, time.process_time()
        time.sleep(seconds)
        frames, taken_s = watcher.state().inferences - first, time.process_time() - began_s
    finally:
        watcher.stop()
    return 1e6 * taken_s / max(1, frames)
