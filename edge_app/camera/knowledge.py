"""What a watcher knows and what is asked of it, for all the threads that look at it."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from edge_app.camera.frame import Frame
from edge_app.camera.observation import CaptureStatus, Change, Observation, WatchState
from edge_app.camera.rates import Rate
from edge_app.camera.region import Region, region_of
from edge_app.time_of_day import utc_text


@dataclass(frozen=True)
class Asked:
    """What is to be done with frames. ``row`` is another number whenever it is something else:
    then what was seen before is no answer any more."""

    row: int
    inference_on: bool
    region: Region | None


class Knowledge:
    """Every change of it is a new serial, and wakes those who wait for one. For many threads."""

    def __init__(self, *, region: Region | None, history: int) -> None:
        """``history`` changes of the label are remembered; of ``region``, None is the square."""
        self._changed = threading.Condition()
        self._asked = Asked(row=1, inference_on=True, region=region)
        self._serial = 1
        self._outside: object = None
        self._observation: Observation | None = None
        self._problem = ""
        self._history: deque[Change] = deque(maxlen=history)
        self._rate = Rate()
        self._inferences = self._dropped = 0

    @property
    def serial(self) -> int:
        """The number of the latest change."""
        return self._serial

    @property
    def asked(self) -> Asked:
        """What is to be done with frames now."""
        return self._asked

    def ask(self, change: Callable[[Asked], Asked]) -> None:
        """Ask for what ``change`` makes of that which was asked; its row is not looked at."""
        with self._changed:
            wanted = change(self._asked)
            if wanted != self._asked:
                self._asked = replace(wanted, row=self._asked.row + 1)
                self._observation = None
                self._note_change()

    def begin_row(self) -> None:
        """Forget what is seen: it was seen before something else happened."""
        self.ask(lambda asked: replace(asked, row=asked.row + 1))

    def note_outside(self, status: CaptureStatus, model: str) -> None:
        """Note what goes on around: the camera, and which model is the active one."""
        state = (status.state, status.description, status.problem, status.torn, status.reopened)
        with self._changed:
            if (state, model) != self._outside:
                self._outside = state, model
                self._note_change()

    def note_seen(self, observation: Observation, row: int, *, dropped: int, now_s: float) -> None:
        """Note what was seen in a frame, ``dropped`` frames after the one before, unless something
        else than this ``row`` is asked for by now."""
        with self._changed:
            if row != self._asked.row:
                return
            self._observation, self._problem = observation, ""
            self._inferences += 1
            self._dropped += dropped
            self._rate.add(now_s)
            if not self._history or self._history[0].index != observation.index:
                self._history.appendleft(_change(observation))
            self._note_change()

    def note_problem(self, problem: str) -> None:
        """Note why a frame has no answer."""
        with self._changed:
            if problem != self._problem:
                self._problem = problem
                self._note_change()

    def wait(self, serial: int, timeout_s: float) -> None:
        """Wait until there is another change than ``serial``, at most ``timeout_s``."""
        with self._changed:
            self._changed.wait_for(lambda: self._serial != serial, timeout_s)

    def wake(self) -> None:
        """Let everybody look again."""
        with self._changed:
            self._changed.notify_all()

    def state(
        self, status: CaptureStatus, frame: Frame | None, *, model: str, now_s: float
    ) -> WatchState:
        """All of it, with what is known of the camera; ``frame`` is its newest one."""
        with self._changed:
            region = self._asked.region
            return WatchState(
                serial=self._serial,
                capture=status,
                inference_on=self._asked.inference_on,
                model=model,
                region=None if frame is None else region_of(region, frame.pixels),
                inferences=self._inferences,
                inferences_per_second=self._rate.per_second(now_s),
                dropped=self._dropped,
                observation=self._observation,
                history=tuple(self._history),
                problem=self._problem,
            )

    def _note_change(self) -> None:
        self._serial += 1
        self._changed.notify_all()


def _change(observation: Observation) -> Change:
    return Change(
        label=observation.label,
        index=observation.index,
        probability=observation.probability,
        sure=observation.sure,
        frame=observation.frame,
        at=utc_text(),
    )
