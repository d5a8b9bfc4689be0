"""What is tried when int8 fails the gate: the ladder from the smallest change to the largest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from convert.candidates import Candidate

LARGER_CALIBRATION = 4
INT16_WARNING = (
    "It takes float input, and its convolutions have reference kernels only: about 37 times as "
    "slow as float32, measured with ResNet-8 on an x86-64 machine."
)


@dataclass(frozen=True)
class Step:
    """One rung: a variant, how many times the calibration images it takes, and why it may help."""

    variant: str
    calibration_factor: int
    reason: str


def ladder(*, allow_int16: bool) -> tuple[Step, ...]:
    """The steps in their order; int16x8 only with ``allow_int16``, for it is so slow."""
    steps = (
        Step("int8", LARGER_CALIBRATION, "more images may show ranges that the first ones lack"),
        Step("dynamic", 1, "int8 weights only; activations keep their floats"),
        Step("float16", 1, "half of the size of float32, and nothing is rounded to 8 bits"),
    )
    int16 = Step("int16x8", 1, f"int8 weights, int16 activations. {INT16_WARNING}")
    return (*steps, int16) if allow_int16 else steps


def fall_back(
    made: Mapping[str, Candidate],
    make: Callable[[Step], Candidate | None],
    *,
    allow_int16: bool,
    say: Callable[[str], None],
) -> list[Candidate]:
    """Try one step after the other until one passes the gate; all that were tried, in order.

    ``made`` holds the candidates that were asked for, which are not made again. ``make`` gives
    None where a step has nothing to try.
    """
    tried = []
    for step in ladder(allow_int16=allow_int16):
        candidate = _existing(step, made)
        if candidate is None and _is_hopeless(step, made):
            continue
        if candidate is None:
            say(f"Trying {step.variant}{_larger(step)}: {step.reason} ...")
            candidate = make(step)
        if candidate is None:
            continue
        tried.append(candidate)
        for sentence in candidate.verdict.failures:
            say(f"  {sentence}")
        if candidate.verdict.passed:
            say(f"  {step.variant} passes.")
            break
    return tried


def _existing(step: Step, made: Mapping[str, Candidate]) -> Candidate | None:
    return made.get(step.variant) if step.calibration_factor == 1 else None


def _is_hopeless(step: Step, made: Mapping[str, Candidate]) -> bool:
    """Whether a file of the step's variant could not be made at all: no more images help that."""
    first = made.get(step.variant)
    return first is not None and first.measured is None


def _larger(step: Step) -> str:
    factor = step.calibration_factor
    return f" with {factor} times the calibration images" if factor > 1 else ""
