"""What is known of a camera and of what it sees, at one moment."""

from dataclasses import dataclass

from edge_app.predictions import Classification

# What a capture is doing. All but RUNNING and STOPPED are a trouble, and ``problem`` says which.
OPENING = "opening"  # For the first time, or again after a trouble.
RUNNING = "running"
STALLED = "stalled"  # No frame came within the stall limit.
FROZEN = "frozen"  # Frames come, but always the same one.
WAITING = "waiting"  # It could not be opened, or was lost; it will be tried again.
ENDED = "ended"  # It was to be shown once, and that is over.
STOPPED = "stopped"  # Somebody stopped it.
STATES = (OPENING, RUNNING, STALLED, FROZEN, WAITING, ENDED, STOPPED)


@dataclass(frozen=True)
class CaptureStatus:
    """``address`` is what was asked for, ``description`` what was found; "" before it was opened.

    ``problem`` is "" while all is well. ``frames``, ``torn`` and ``reopened`` count from the start
    on; ``frames_per_second`` is of the last seconds; ``age_s`` is the age of the latest frame, None
    before the first.
    """

    state: str
    address: str
    description: str = ""
    problem: str = ""
    frames: int = 0
    torn: int = 0
    reopened: int = 0
    frames_per_second: float = 0.0
    age_s: float | None = None


@dataclass(frozen=True)
class Observation:
    """What was seen in one frame.

    ``raw`` is the answer for this frame alone, ``smoothed`` the one of the average over time, with
    the label that is held first: ``label``, the same until another has led for long enough.
    ``probability`` (0..1) is its own in the average; ``sure`` whether the model is sure of it, None
    where it does not say. ``since_s`` is when it became the label, on ``time.monotonic``'s clock.
    """

    frame: int
    captured_s: float
    label: str
    index: int
    probability: float
    sure: bool | None
    since_s: float
    raw: Classification
    smoothed: Classification


@dataclass(frozen=True)
class Change:
    """The label became ``label``; ``at`` is the time of day, ISO 8601, UTC, with milliseconds."""

    label: str
    index: int
    probability: float
    sure: bool | None
    frame: int
    at: str


@dataclass(frozen=True)
class WatchState:
    """``serial`` grows with every change of anything here but the age and the rates.

    ``region`` is (left, top, width, height) in shares, 0..1, of the frame's sides, as it is used:
    the centred square is written out; None before the first frame. ``dropped`` frames came while
    another was classified. ``history`` has the latest change first.
    """

    serial: int
    capture: CaptureStatus
    inference_on: bool
    model: str
    region: tuple[float, float, float, float] | None
    inferences: int
    inferences_per_second: float
    dropped: int
    observation: Observation | None
    history: tuple[Change, ...]
    problem: str = ""
