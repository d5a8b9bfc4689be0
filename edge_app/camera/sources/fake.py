"""A camera that is drawn: no device is needed to see the app at work, and faults come when told."""

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.sources import script as words
from edge_app.camera.sources.objects import OBJECTS
from edge_app.camera.sources.script import Step
from edge_app.camera.sources.studio import Studio
from edge_app.errors import SourceEndedError, SourceError, TornFrameError

SIZE = (640, 480)  # (width, height)
FRAME_RATE = 15.0
FIRST_OBJECT = next(iter(OBJECTS))


class FakeDevice:
    """The device itself, which goes through its script whether or not a source of it is open.

    Steps that show something last for a number of frames, so that frame by frame two runs are
    alike; a stall and an absence begin when they are met, and last for a time.
    """

    def __init__(
        self,
        steps: tuple[Step, ...],
        *,
        size: tuple[int, int] = SIZE,
        rate: float = FRAME_RATE,
        once: bool = False,
        read_limit_s: float = 5.0,
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``size`` is (width, height); ``rate`` in frames per second. ``once``: not from the start
        again after the last step. ``read_limit_s``: how long a read waits in a stall."""
        self.size, self.rate, self.read_limit_s = size, rate, read_limit_s
        self._steps, self._once, self._clock = steps, once, clock
        self._studio = Studio(seed=seed)
        self._lock = threading.Lock()
        self._position = 0
        self._left = steps[0].lasts_frames(rate)
        self._until: float | None = None
        self._shown = FIRST_OBJECT
        self._drawn = 0

    def open(self) -> "FakeSource":
        """Raises SourceError: the script says that it is not there, or is over."""
        if self.is_there():
            return FakeSource(self)
        raise SourceError("The fake camera is not there: its script says `vanish`.")

    def is_there(self) -> bool:
        with self._lock:
            return self._step().name != words.VANISH

    def next(self) -> NDArray[np.uint8]:
        """The next frame, as ``Source.read`` says."""
        gives_up_s = self._clock() + self.read_limit_s
        while True:
            with self._lock:
                step = self._step()
                if step.name not in words.TIMED:
                    return self._frame(step)
                until = self._until or 0.0
            if step.name == words.VANISH:
                raise SourceError("The fake camera is gone: its script says `vanish`.")
            wakes_s = until if step.name == words.BLOCK else min(until, gives_up_s)
            time.sleep(max(0.0, wakes_s - self._clock()))
            if wakes_s < until:
                raise SourceError(
                    f"No frame came from the fake camera for {self.read_limit_s:g} s."
                )

    def _step(self) -> Step:
        """The step of now. A step that lasts for a time begins here, and is left here."""
        if self._position == len(self._steps):
            raise SourceEndedError("The fake camera's script is over.")
        step = self._steps[self._position]
        if step.name not in words.TIMED:
            return step
        if self._until is None:
            self._until = self._clock() + step.lasts_s(self.rate)
        if self._clock() < self._until:
            return step
        self._advance()
        return self._step()

    def _advance(self) -> None:
        self._position += 1
        if self._position == len(self._steps) and not self._once:
            self._position = 0
        if self._position < len(self._steps):
            self._left = self._steps[self._position].lasts_frames(self.rate)
        self._until = None

    def _frame(self, step: Step) -> NDArray[np.uint8]:
        self._left -= 1
        if self._left == 0:
            self._advance()
        if step.name == words.TORN:
            raise TornFrameError("This frame of the fake camera is torn, as its script says.")
        if step.name in OBJECTS:
            self._shown = step.name
        if step.name != words.FROZEN:
            self._drawn += 1
        width, height = self.size
        if step.name == words.SMALL:
            width, height = max(1, width // 2), max(1, height // 2)
        return self._studio.picture(
            self._shown, self._drawn, seconds=self._drawn / self.rate, width=width, height=height
        )


class FakeSource:
    """The fake device, opened."""

    is_live = True

    def __init__(self, device: FakeDevice) -> None:
        self._device = device
        width, height = device.size
        self.description = f"fake camera, {width} x {height}, {device.rate:g} frames/s"
        self.frame_gap_s = 1 / device.rate

    def read(self) -> tuple[NDArray[np.uint8], float]:
        return self._device.next(), time.monotonic()

    def close(self) -> None:
        """There is nothing to let go."""
