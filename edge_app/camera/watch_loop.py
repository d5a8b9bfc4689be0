"""Classify the newest frame, again and again: what the thread of a watcher does."""

import threading
import time
from collections.abc import Callable

from edge_app.camera.capture import Capture
from edge_app.camera.frame import Frame
from edge_app.camera.knowledge import Asked, Knowledge
from edge_app.camera.observation import WatchState
from edge_app.camera.rates import Pace
from edge_app.camera.recognition import Recognition
from edge_app.camera.subscribers import Subscribers
from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError

# How long nothing may happen before the camera, and who wants to be told, are looked after.
LOOK_S = 0.25
# A capture that says at once that there is no frame must not make this a busy loop.
SHORTEST_REST_S = 0.01
AFTER_FAILURE_S = 0.5


class WatchLoop:
    """``beat_s`` is when it last went round, on the monotonic clock."""

    def __init__(
        self,
        capture: Capture,
        classifier: Callable[[], Classifier],
        known: Knowledge,
        recognition: Recognition,
        *,
        max_fps: float | None,
    ) -> None:
        self.beat_s = time.monotonic()
        self.subscribers = Subscribers()
        self._capture, self._classifier = capture, classifier
        self._known, self._recognition = known, recognition
        self._pace = Pace(max_fps)
        self._row = 0
        self._taken: int | None = None  # The latest frame of this row that was classified.

    def state(self) -> WatchState:
        """What is known now."""
        status, model = self._capture.status(), self._classifier().path.stem
        frame = self._capture.latest(0, 0.0)
        return self._known.state(status, frame, model=model, now_s=time.monotonic())

    def look_around(self) -> None:
        """Note what goes on around."""
        self._known.note_outside(self._capture.status(), self._classifier().path.stem)

    def run(self, stopping: threading.Event) -> None:
        """Go on until ``stopping`` is set."""
        told = 0
        while not stopping.is_set():
            self.beat_s = time.monotonic()
            try:
                frame = self._turn(stopping)
                told = self._tell(told, frame)
            # Also what another thread raises in this one: it must not end while it is wanted.
            except BaseException as error:
                self._known.note_problem(f"{type(error).__name__}: {error}")
                stopping.wait(AFTER_FAILURE_S)

    def _turn(self, stopping: threading.Event) -> Frame | None:
        """Classify one frame, and give it back; None where there was none to classify."""
        asked = self._known.asked
        if asked.row != self._row:
            self._row, self._taken = asked.row, None
            self._pace.reset()
        frame = self._next_frame(asked, stopping)
        self.look_around()
        if frame is not None and not stopping.is_set():
            self._classify(frame, asked)
        return frame

    def _next_frame(self, asked: Asked, stopping: threading.Event) -> Frame | None:
        serial = self._known.serial
        rest_s = self._pace.rest_s(time.monotonic()) if asked.inference_on else LOOK_S
        if rest_s > 0:
            self._known.wait(serial, min(rest_s, LOOK_S))
            return None
        frame = self._capture.latest(self._taken or 0, LOOK_S)
        if frame is None:
            stopping.wait(SHORTEST_REST_S)
        return frame

    def _classify(self, frame: Frame, asked: Asked) -> None:
        dropped = 0 if self._taken is None else frame.number - self._taken - 1
        self._taken = frame.number
        self._pace.begin(time.monotonic())
        try:
            seen = self._recognition.observe(frame, self._classifier(), asked.region, row=asked.row)
        except ModelFileError as error:
            self._known.note_problem(str(error))
        else:
            self._known.note_seen(seen, asked.row, dropped=dropped, now_s=time.monotonic())

    def _tell(self, told: int, frame: Frame | None) -> int:
        """Tell the subscribers of what is new since the serial ``told``."""
        if self._known.serial == told:
            return told
        state = self.state()
        newest = self._capture.latest(0, 0.0) if frame is None else frame
        self.subscribers.tell(state, newest)
        return state.serial
