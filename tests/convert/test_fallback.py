"""The order of the ladder, and when it ends."""

import pytest

from convert.candidates import Candidate
from convert.fallback import Step, fall_back, ladder
from convert.gate import Verdict, unusable


def candidate(variant: str, *, passes: bool) -> Candidate:
    verdict = Verdict(variant, ()) if passes else unusable(variant, "no.")
    return Candidate(variant, verdict, None, None)


def tried(
    passing: set[str], *, allow_int16: bool = False, made: tuple[str, ...] = ()
) -> tuple[list[str], list[str], str]:
    """The variants that were tried and that were made for it, and what was said."""
    asked, said = [], []

    def make(step: Step) -> Candidate:
        asked.append(step.variant)
        return candidate(step.variant, passes=step.variant in passing)

    already = {variant: candidate(variant, passes=variant in passing) for variant in made}
    found = fall_back(already, make, allow_int16=allow_int16, say=said.append)
    return [one.variant for one in found], asked, "\n".join(said)


def test_the_steps_come_from_the_smallest_change_to_the_largest() -> None:
    assert [step.variant for step in ladder(allow_int16=True)] == [
        "int8",
        "dynamic",
        "float16",
        "int16x8",
    ]
    assert [step.calibration_factor for step in ladder(allow_int16=True)] == [4, 1, 1, 1]


@pytest.mark.parametrize("passing", ["int8", "dynamic", "float16", "int16x8"])
def test_the_first_that_passes_ends_it(passing: str) -> None:
    steps = [step.variant for step in ladder(allow_int16=True)]
    found, *_, said = tried({passing, "int16x8"}, allow_int16=True)
    assert found == steps[: steps.index(passing) + 1]
    assert said.endswith(f"{passing} passes.")


def test_int16_is_tried_only_when_it_is_allowed() -> None:
    assert tried({"int16x8"})[0] == ["int8", "dynamic", "float16"]
    found, _, said = tried(set(), allow_int16=True)
    assert found[-1] == "int16x8"
    assert "about 37 times as slow" in said


def test_what_was_made_before_is_not_made_again() -> None:
    found, asked, _ = tried({"float16"}, made=("dynamic", "float16"))
    assert found == ["int8", "dynamic", "float16"]
    assert asked == ["int8"]


def test_int8_that_could_not_be_made_is_not_tried_with_more_images() -> None:
    found, asked, said = tried({"float16"}, made=("int8",))
    assert found == asked == ["dynamic", "float16"]
    assert "times the calibration images" not in said


def test_every_step_and_every_reason_is_said() -> None:
    said = tried(set())[2]
    for variant in ("int8", "dynamic", "float16"):
        assert f"Trying {variant}" in said
        assert f"{variant} could not be made or measured: no." in said
