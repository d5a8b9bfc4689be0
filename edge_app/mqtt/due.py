"""When the state is worth telling again."""

from dataclasses import dataclass

from edge_app.camera.observation import WatchState
from edge_app.mqtt.messages import seen

# A confidence moves with every frame: it is told when it has moved so far.
CONFIDENCE_STEP = 0.05
# What may change with every frame is told no more often than this.
LEAST_PAUSE_S = 1.0


@dataclass(frozen=True)
class Told:
    """What was told last, and when, on the clock of ``time.monotonic``."""

    essence: tuple[object, ...]
    circumstances: tuple[object, ...]
    confidence: float
    at_s: float


def told_of(state: WatchState, *, at_s: float) -> Told:
    """What telling ``state`` says."""
    capture = state.capture
    circumstances = (
        state.model,
        state.problem,
        capture.state,
        capture.problem,
        capture.description,
    )
    now = seen(state)
    return Told(essence(state), circumstances, now.probability if now else 0.0, at_s)


def essence(state: WatchState) -> tuple[object, ...]:
    """What is told at once when any of it changes."""
    now = seen(state)
    return now and (now.index, now.label, now.sure), state.inference_on


def is_due(told: Told | None, state: WatchState, *, now_s: float, heartbeat_s: float) -> bool:
    """Whether ``state`` has to be told, after ``told``."""
    if told is None or now_s - told.at_s >= heartbeat_s:
        return True
    new = told_of(state, at_s=now_s)
    if new.essence != told.essence:
        return True
    moved = abs(new.confidence - told.confidence) >= CONFIDENCE_STEP
    differs = moved or new.circumstances != told.circumstances
    return differs and now_s - told.at_s >= LEAST_PAUSE_S
