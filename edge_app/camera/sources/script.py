"""What the fake camera does, step by step, as words: ``fake:ship,4s;stall,2s;torn,5``."""

import re
from dataclasses import dataclass

from edge_app.camera.sources.objects import OBJECTS
from edge_app.errors import SourceError

# Faults that last for frames, and faults that last for a time, however many ask for frames.
FROZEN, TORN, SMALL = "frozen", "torn", "small"
STALL, BLOCK, VANISH = "stall", "block", "vanish"
TIMED = (STALL, BLOCK, VANISH)
FAULTS = (FROZEN, TORN, SMALL, *TIMED)
OTHER_NAMES = {"plane": "airplane", "car": "automobile"}
DEFAULT_SCRIPT = "airplane,4s;automobile,4s;ship,4s;truck,4s;cat,4s;bird,4s"
MAX_STEPS = 100
MAX_AMOUNT = 86_400  # A day.


@dataclass(frozen=True)
class Step:
    """``name`` is an object or a fault; it lasts for ``amount`` seconds, or so many frames."""

    name: str
    amount: float
    in_frames: bool

    def lasts_s(self, rate: float) -> float:
        """Seconds, at ``rate`` frames per second."""
        return self.amount / rate if self.in_frames else self.amount

    def lasts_frames(self, rate: float) -> int:
        """At least one."""
        return max(1, round(self.amount if self.in_frames else self.amount * rate))


def read_script(text: str) -> tuple[Step, ...]:
    """The steps of a script; "" is the usual one.

    Raises SourceError: a step that is not known, or whose duration is no duration.
    """
    words = [word.strip() for word in (text or DEFAULT_SCRIPT).split(";")]
    steps = tuple(_step(word) for word in words if word)
    if not steps or len(steps) > MAX_STEPS:
        raise SourceError(
            f"The fake camera's script has {len(steps)} steps; give 1 to {MAX_STEPS}."
        )
    return steps


def _step(word: str) -> Step:
    found = re.fullmatch(r"([a-z]+), *([0-9]{1,6}(?:\.[0-9]{1,6})?(?=s)|[0-9]{1,6})(s?)", word)
    name = OTHER_NAMES.get(found[1], found[1]) if found else ""
    if not found or name not in (*OBJECTS, *FAULTS) or not 0 < float(found[2]) <= MAX_AMOUNT:
        raise _refused(word)
    return Step(name, float(found[2]), in_frames=not found[3])


def _refused(word: str) -> SourceError:
    return SourceError(
        f"The fake camera has no step {word[:100]!r}. Expected NAME,DURATION, the duration in "
        f"seconds (3s) or frames (45), the name one of: {', '.join((*OBJECTS, *FAULTS))}."
    )
