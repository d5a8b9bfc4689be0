"""Let the log tell when a camera gets into trouble, and when it is well again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from edge_app.camera.observation import (
    ENDED,
    OPENING,
    RUNNING,
    STOPPED,
    CaptureStatus,
)
from edge_app.camera.watcher import Watcher
from edge_app.event_log import WARNING, tell

TROUBLE = "camera_trouble"
MOST_WORDS = 3


@contextmanager
def reporting(watcher: Watcher) -> Iterator[None]:
    """Tell one event for each change of the camera's condition, until the block ends."""
    reporter = Reporter()
    unsubscribe = watcher.subscribe(lambda state, _frame: reporter.note(state.capture))
    reporter.note(watcher.state().capture)
    try:
        yield
    finally:
        unsubscribe()


class Reporter:
    """Tells what is new. That it is opened is none: what comes of it is.

    A camera that is away for a night is tried a thousand times; of one trouble, no more than
    MOST_WORDS different descriptions are told.
    """

    def __init__(self) -> None:
        self._event: str | None = None
        self._problems: set[str] = set()

    def note(self, status: CaptureStatus) -> None:
        """Tell of a status, unless that was told already."""
        event, problem = event_of(status)
        if event is None or (event == self._event and event != TROUBLE):
            return
        if event != self._event:
            self._event, self._problems = event, set()
        if problem not in self._problems and len(self._problems) < MOST_WORDS:
            self._problems.add(problem)
            _tell(event, problem, status)


def _tell(event: str, problem: str, status: CaptureStatus) -> None:
    source = status.description or status.address
    facts: dict[str, Any] = {"source": source, "state": status.state, "reopened": status.reopened}
    if event == TROUBLE:
        tell(event, f"The camera has a trouble: {problem}", level=WARNING, **facts)
    else:
        tell(event, f"The camera is {status.state}: {source}.", **facts)


def event_of(status: CaptureStatus) -> tuple[str | None, str]:
    """The event that this status is, and the trouble, "" where there is none."""
    if status.state in (RUNNING, ENDED, STOPPED) and not status.problem:
        return f"camera_{status.state}", ""
    if status.state == OPENING and not status.problem:
        return None, ""
    return TROUBLE, status.problem or status.state
