"""The words of a fake camera's script."""

import pytest

from edge_app.camera.sources.script import DEFAULT_SCRIPT, Step, read_script
from edge_app.errors import SourceError


def test_a_script_names_objects_and_faults_with_seconds_or_frames() -> None:
    assert read_script("plane,3s; ship,45;stall,0.5s;torn,5") == (
        Step("airplane", 3, in_frames=False),
        Step("ship", 45, in_frames=True),
        Step("stall", 0.5, in_frames=False),
        Step("torn", 5, in_frames=True),
    )


def test_no_script_is_the_usual_one() -> None:
    assert read_script("") == read_script(DEFAULT_SCRIPT)


@pytest.mark.parametrize(
    "text",
    ["tiger,3s", "ship", "ship,", "ship,0", "ship,0s", "ship,-1s", "ship,1.5", "ship,1e3s",
     "ship 3s", "ship,99999999s", "ship,3s,4s", "SHIP,3s", "ship,\u0663s"],
)  # fmt: skip
def test_a_wrong_step_is_named_with_what_there_is(text: str) -> None:
    with pytest.raises(SourceError, match=r"has no step .* airplane, .* stall") as caught:
        read_script(f"ship,1s;{text}")
    assert repr(text) in str(caught.value)


def test_a_script_has_a_limit() -> None:
    with pytest.raises(SourceError, match="101 steps"):
        read_script("ship,1s;" * 101)
    with pytest.raises(SourceError, match="0 steps"):
        read_script(";")


def test_seconds_and_frames_are_one_by_the_rate() -> None:
    assert Step("ship", 3, in_frames=False).lasts_frames(15) == 45
    assert Step("stall", 45, in_frames=True).lasts_s(15) == 3
    assert Step("ship", 0.001, in_frames=False).lasts_frames(15) == 1
