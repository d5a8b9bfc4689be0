"""Something to tell of: what a watcher is to a publisher, with a label that the test chooses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from edge_app.camera.frame import Frame
from edge_app.camera.observation import RUNNING, CaptureStatus, Change, Observation, WatchState
from edge_app.predictions import Classification, Prediction, Timing


def observation(label: str, probability: float = 0.9, index: int = 3) -> Observation:
    answer = Classification((Prediction(label, index, probability),), Timing(0, 0, 0))
    return Observation(7, 0.0, label, index, probability, True, 0.0, answer, answer)


@dataclass
class Scene:
    """What a watcher is to a publisher, with a label that the test chooses."""

    known: WatchState = field(
        default_factory=lambda: WatchState(
            serial=1,
            capture=CaptureStatus(RUNNING, "fake", "drawn objects", frames_per_second=15.0),
            inference_on=True,
            model="cifar10-resnet8",
            region=None,
            inferences=0,
            inferences_per_second=15.0,
            dropped=0,
            observation=None,
            history=(),
        )
    )
    callbacks: list[Callable[[WatchState, Frame | None], None]] = field(default_factory=list)

    def state(self) -> WatchState:
        return self.known

    def frame(self, after: int, timeout_s: float) -> Frame | None:  # noqa: ARG002
        return Frame(np.full((48, 64, 3), 200, np.uint8), 0.0, 1)

    def set_inference(self, on: bool) -> None:
        self.become(inference_on=on)

    def subscribe(self, callback: Callable[[WatchState, Frame | None], None]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback) if callback in self.callbacks else None

    def see(self, label: str, probability: float = 0.9, index: int = 3) -> None:
        """Let there be one more result; another label is a change."""
        history = self.known.history
        if not history or history[0].label != label:
            change = Change(label, index, probability, True, self.known.serial, "2026-01-31T12:00Z")
            history = (change, *history[:19])
        seen = observation(label, probability, index)
        self.become(observation=seen, history=history, inferences=self.known.inferences + 1)

    def become(self, **changes: object) -> None:
        self.known = replace(self.known, serial=self.known.serial + 1, **changes)
        for callback in self.callbacks:
            callback(self.known, None)
