"""Opens a source, watches over its reading, and opens it again when that fails."""

import threading
import time
from collections.abc import Callable

from edge_app.camera.attempt import Attempt
from edge_app.camera.observation import ENDED, OPENING, RUNNING, STALLED, WAITING
from edge_app.camera.progress import Limits, Progress, Trouble, find_trouble
from edge_app.camera.slot import LatestFrame
from edge_app.camera.source import Source
from edge_app.camera.waits import Waits

LOOKS = 4  # So many times in a stall limit the reading is looked at.
LONGEST_LOOK_S = 0.5
LEAVE_S = 1.5  # So long a read may take to come back once it is over.
MOST_LEFT = 2  # Threads whose read never came back; each may hold a frame and a device.


class Keeper:
    """What the thread of a Capture does, from one start to one stop. All it says may be read from
    any thread.

    ``is_done``: the source was to be shown once, and is over. ``is_wedged``: so many reads never
    came back that none is begun any more until one does.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        slot: LatestFrame,
        *,
        limits: Limits,
        is_there: Callable[[], bool],
        earlier: "Keeper | None" = None,
    ) -> None:
        """Counts on from an ``earlier`` one, which has ended, or will as soon as it can."""
        self._said = (OPENING, "")
        self._description = ""
        self.is_done = self.is_wedged = False
        self._open_source, self._slot = open_source, slot
        self._limits, self._is_there = limits, is_there
        self._waits = Waits(first_s=limits.first_wait_s, longest_s=limits.longest_wait_s)
        self._ending, self._woken = threading.Event(), threading.Event()
        self._openings: int = earlier._openings if earlier else 0
        self._torn_before: int = earlier.torn if earlier else 0
        self._attempt: Attempt | None = None
        self._noted: Progress | None = None
        self._left: list[Attempt] = earlier._left if earlier else []

    @property
    def said(self) -> tuple[str, str]:
        """The state and the problem of a CaptureStatus; RUNNING as soon as there is a frame."""
        said, attempt = self._said, self._attempt
        if said[0] == OPENING and attempt is not None and attempt.progress.has_frame:
            return _running(attempt.progress)
        return said

    @property
    def description(self) -> str:
        """What was opened last, in words; "" before the first time."""
        attempt = self._attempt
        return (attempt.progress.description if attempt else "") or self._description

    @property
    def torn(self) -> int:
        """Damaged frames, of all openings."""
        attempt = self._attempt
        return self._torn_before + (attempt.progress.torn if attempt else 0)

    @property
    def reopened(self) -> int:
        """How many times it was opened, after the first."""
        return max(0, self._openings - 1)

    def end(self) -> None:
        """Let ``run`` come to its end."""
        self._ending.set()
        self._woken.set()

    def run(self) -> None:
        """Keep the source open, until ``end`` or its own end."""
        while not self._ending.is_set() and not self.is_done:
            try:
                self._keep()
            except BaseException as error:  # Alive but dead is the worst: begin again.
                self._said = (
                    WAITING,
                    f"The camera's keeper failed: {type(error).__name__}: {error}",
                )
                self._ending.wait(self._limits.first_wait_s)
            finally:
                self._leave()

    def _keep(self) -> None:
        """One opening, and the wait after it."""
        if self._is_blocked():
            self._ending.wait(LONGEST_LOOK_S)
            return
        self._said = (OPENING, self._said[1])
        self._attempt = attempt = Attempt(self._open_source, self._slot, self._woken.set)
        trouble = self._watch(attempt)
        self._leave()
        if attempt.progress.ended:
            self._said, self.is_done = (ENDED, ""), True
        elif not self._ending.is_set():
            self._said = (trouble.state, trouble.problem)
            self._wait(self._waits.next_s(time.monotonic()))

    def _is_blocked(self) -> bool:
        self._left = [attempt for attempt in self._left if not attempt.is_over]
        self.is_wedged = len(self._left) > MOST_LEFT
        if self.is_wedged:
            self._said = (STALLED, "Reads of it do not come back. The app must be started again.")
        return self.is_wedged

    def _watch(self, attempt: Attempt) -> Trouble:
        """Look at it until it is over, or to be left; returns why."""
        progress = attempt.progress
        while not attempt.is_over and not self._ending.is_set():
            self._note_opening(progress)
            trouble = find_trouble(progress, time.monotonic(), self._limits)
            if trouble and trouble.is_final:
                return trouble
            if trouble:
                self._said = (trouble.state, trouble.problem)
            elif progress.has_frame:
                self._said = _running(progress)
            self._woken.wait(min(LONGEST_LOOK_S, self._limits.stall_s / LOOKS))
            self._woken.clear()
        self._note_opening(progress)  # It may have been lost at once.
        trouble = find_trouble(progress, time.monotonic(), self._limits)
        problem = progress.problem or "Its reading ended without a reason."
        return Trouble(trouble.state if trouble else WAITING, problem)

    def _note_opening(self, progress: Progress) -> None:
        if progress.opened_s is not None and progress is not self._noted:
            self._noted, self._description = progress, progress.description
            self._openings += 1

    def _leave(self) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return
        attempt.leave()
        if not attempt.join(min(LEAVE_S, self._limits.stall_s)):
            self._left.append(attempt)
        self._torn_before += attempt.progress.torn

    def _wait(self, seconds: float) -> None:
        """Until it may be tried again; at once where it was away, and is there now."""
        due_s = time.monotonic() + seconds
        was_away = not self._is_there()
        while (left_s := due_s - time.monotonic()) > 0:
            if self._ending.wait(min(left_s, LONGEST_LOOK_S)):
                return
            is_there = self._is_there()
            if was_away and is_there:
                return
            was_away = not is_there


def _running(progress: Progress) -> tuple[str, str]:
    """Of files a damaged picture is a problem for as long as it is its turn."""
    return RUNNING, "" if progress.is_live else progress.torn_problem
