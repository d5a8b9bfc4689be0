"""The changes of the label that have not been told yet, as many as may wait."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from edge_app.camera.observation import Change


@dataclass(frozen=True)
class Pending:
    """A change that waits, and the label before it."""

    change: Change
    previous: str | None


class ChangeQueue:
    """At most ``limit`` changes; a new one drops the oldest, and that is counted. For threads."""

    def __init__(self, *, limit: int, known: Sequence[Change] = ()) -> None:
        """``known`` is a history, the latest first, that need not be told."""
        self._lock = threading.Lock()
        self._limit = limit
        self._newest = known[0] if known else None
        self._waiting: deque[Pending] = deque()
        self._dropped = 0

    def note(self, history: Sequence[Change]) -> bool:
        """Let wait what is new in a history, the latest first; whether anything is."""
        if not history or history[0] == self._newest:
            return False
        with self._lock:
            new = list(takewhile(lambda change: change != self._newest, history))
            for change in reversed(new):
                previous = self._newest.label if self._newest else None
                self._waiting.append(Pending(change, previous))
                self._newest = change
            self._keep_to_the_limit()
        return True

    def take(self) -> Pending | None:
        """The oldest change, which then waits no longer; None where none waits."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def put_back(self, oldest_first: list[Pending]) -> None:
        """Let changes wait again that were taken, and did not arrive."""
        with self._lock:
            self._waiting.extendleft(reversed(oldest_first))
            self._keep_to_the_limit()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def dropped(self) -> int:
        """How many were dropped since the start."""
        return self._dropped

    def _keep_to_the_limit(self) -> None:
        while len(self._waiting) > self._limit:
            self._waiting.popleft()
            self._dropped += 1
