"""What of a reading is a trouble: all by one clock."""

from dataclasses import replace

import pytest

from edge_app.camera.observation import FROZEN, STALLED, WAITING
from edge_app.camera.progress import Limits, Progress, find_trouble

LIMITS = Limits(stall_s=5, opening_s=30, first_wait_s=0.5, longest_wait_s=15)
NOW_S = 1000.0
WELL = Progress(
    started_s=900, opened_s=901, read_s=NOW_S - 0.1, whole_s=NOW_S - 0.1, fresh_s=NOW_S - 0.1
)


def trouble_of(**changes: object) -> tuple[str, bool] | None:
    found = find_trouble(replace(WELL, **changes), NOW_S, LIMITS)  # type: ignore[arg-type]
    return (found.state, found.is_final) if found else None


def test_a_camera_whose_frames_come_has_no_trouble() -> None:
    assert trouble_of() is None


def test_a_silence_is_a_stall_that_may_yet_end_and_then_one_that_will_not() -> None:
    silent = {"whole_s": NOW_S - 5.1, "fresh_s": NOW_S - 5.1}
    assert trouble_of(read_s=NOW_S - 4.9, whole_s=NOW_S - 4.9, fresh_s=NOW_S - 4.9) is None
    assert trouble_of(read_s=NOW_S - 5.1, **silent) == (STALLED, False)
    assert trouble_of(read_s=NOW_S - 10.1, **silent) == (STALLED, True)


def test_torn_frames_alone_are_a_stall_that_only_opening_it_again_can_end() -> None:
    found = find_trouble(
        replace(WELL, whole_s=NOW_S - 6, fresh_s=NOW_S - 6, torn_problem="No end of image."),
        NOW_S,
        LIMITS,
    )
    assert found is not None
    assert (found.state, found.is_final) == (STALLED, True)
    assert found.problem == "Every frame for 5 s was damaged: No end of image."


def test_the_same_picture_again_and_again_is_frozen() -> None:
    assert trouble_of(fresh_s=NOW_S - 6) == (FROZEN, True)


def test_files_may_repeat_a_picture_and_hold_damaged_ones() -> None:
    assert trouble_of(fresh_s=NOW_S - 100, is_live=False) is None
    assert trouble_of(whole_s=NOW_S - 100, is_live=False) is None


@pytest.mark.parametrize(("silent_s", "expected"), [(29, None), (31, (STALLED, False))])
def test_a_slow_source_has_three_gaps_of_time(
    silent_s: float, expected: tuple[str, bool] | None
) -> None:
    last_s = NOW_S - silent_s
    assert trouble_of(frame_gap_s=10, read_s=last_s, whole_s=last_s, fresh_s=last_s) == expected


def test_an_opening_has_a_limit_of_its_own() -> None:
    assert trouble_of(opened_s=None, started_s=NOW_S - 29) is None
    assert trouble_of(opened_s=None, started_s=NOW_S - 31) == (WAITING, True)
