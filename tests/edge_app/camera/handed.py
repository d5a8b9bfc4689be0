"""A camera of which the test itself decides what it shows, and when."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app import Classifier
from edge_app.camera.capture import Capture
from edge_app.camera.observation import WatchState
from edge_app.camera.watcher import Watcher
from edge_app.errors import SourceError

RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
SIZE = (24, 32)  # (height, width)
PATIENCE_S = 10.0


class HandedCamera:
    """Opens as a source that gives the frames handed over by ``show``, one each."""

    description = "a camera in the test's hand"
    is_live = False
    frame_gap_s = 0.0

    def __init__(self) -> None:
        self.is_open = False
        self._frames: queue.Queue[NDArray[np.uint8]] = queue.Queue()

    def __call__(self) -> "HandedCamera":
        self.is_open = True
        return self

    def show(self, *frames: Any) -> None:
        """Colours, of which whole frames are made, or pixels as they are."""
        for frame in frames:
            self._frames.put(frame if isinstance(frame, np.ndarray) else painted(frame))

    def read(self) -> tuple[NDArray[np.uint8], float]:
        while self.is_open:
            try:
                return self._frames.get(timeout=0.02), time.monotonic()
            except queue.Empty:
                continue
        raise SourceError("It was closed.")

    def close(self) -> None:
        self.is_open = False


def painted(color: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((*SIZE, 3), color, np.uint8)


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> NDArray[np.uint8]:
    pixels = painted(left)
    pixels[:, SIZE[1] // 2 :] = right
    return pixels


@contextmanager
def watched_by_hand(
    classifier: Classifier | Callable[[], Classifier], **options: Any
) -> Iterator[tuple[HandedCamera, Watcher]]:
    """A handed camera, read by a real capture and watched by a real watcher."""
    camera = HandedCamera()
    capture = Capture(camera, address="in the hand", stall_limit_s=60)
    asked = (lambda: classifier) if isinstance(classifier, Classifier) else classifier
    watcher = Watcher(capture, asked, **{"smoothing": 0.0, "hold": 1, **options})
    watcher.start()
    try:
        yield camera, watcher
    finally:
        camera.is_open = False  # Else a read that waits for the test would be waited for.
        watcher.stop()


def until(watcher: Watcher, condition: Callable[[WatchState], Any]) -> WatchState:
    """The first state of which ``condition`` is true."""
    deadline_s = time.monotonic() + PATIENCE_S
    state = watcher.state()
    while not condition(state):
        assert time.monotonic() < deadline_s, state
        state = watcher.wait(state.serial, 0.1)
    return state


def show_one(camera: HandedCamera, watcher: Watcher, frame: Any) -> WatchState:
    """Show one frame, and wait until it is classified."""
    before = watcher.state().capture.frames
    camera.show(frame)
    until(watcher, lambda state: state.observation and state.observation.frame > before)
    return until(watcher, lambda state: state.capture.state == "running")
