"""How a reading thread gets on, and what of it is a trouble."""

from dataclasses import dataclass

from edge_app.camera.observation import FROZEN, STALLED, WAITING

GAPS = 3  # A source of one frame in ten seconds is not stalled after five.


@dataclass(frozen=True)
class Limits:
    """In seconds: without a new frame; for an opening; of the waits between two openings."""

    stall_s: float
    opening_s: float
    first_wait_s: float
    longest_wait_s: float


@dataclass(frozen=True)
class Trouble:
    """``state`` and ``problem`` are those of a CaptureStatus. ``is_final``: it is to be opened
    again; else it may still come back by itself."""

    state: str
    problem: str
    is_final: bool = True


@dataclass
class Progress:
    """What the reading thread tells of itself; one thread writes, others only look.

    Times are on the clock of ``time.monotonic``. ``read_s`` is when a read came back last, with a
    frame or a torn one; ``whole_s`` when with a whole frame; ``fresh_s`` when with one that was
    not the same as the one before. ``torn_problem`` is "" after a whole frame.
    """

    started_s: float
    opened_s: float | None = None
    description: str = ""
    is_live: bool = True
    frame_gap_s: float = 0.0
    read_s: float = 0.0
    whole_s: float = 0.0
    fresh_s: float = 0.0
    torn: int = 0
    torn_problem: str = ""
    ended: bool = False
    problem: str = ""

    @property
    def has_frame(self) -> bool:
        """Whether a whole frame came."""
        return self.opened_s is not None and self.whole_s > self.opened_s


def find_trouble(progress: Progress, now_s: float, limits: Limits) -> Trouble | None:
    """What is wrong with a source that is opening, or open; None: nothing."""
    if progress.opened_s is None:
        if now_s - progress.started_s <= limits.opening_s:
            return None
        return Trouble(WAITING, f"It did not open within {limits.opening_s:g} s.")
    limit_s = max(limits.stall_s, GAPS * progress.frame_gap_s)
    silent_s = now_s - progress.read_s
    if silent_s > limit_s:
        problem = f"No frame has come for {limit_s:g} s."
        # A read has a limit of its own, mostly the same one. It is given time to come back with it.
        return Trouble(STALLED, problem, is_final=silent_s > 2 * limit_s)
    if not progress.is_live:
        return None  # A file may hold damaged pictures, and the same one many times.
    if now_s - progress.whole_s > limit_s:
        problem = f"Every frame for {limit_s:g} s was damaged: {progress.torn_problem}"
        return Trouble(STALLED, problem)
    if now_s - progress.fresh_s > limit_s:
        problem = f"The picture has not changed by a single pixel for {limit_s:g} s."
        return Trouble(FROZEN, problem)
    return None
