"""A video of a fixed rate, from frames that come when they come."""

import pytest

from edge_app.camera.timeline import Timeline


def written(timeline: Timeline, times_s: list[float]) -> list[int]:
    return [timeline.times(moment) for moment in times_s]


def test_the_rate_is_that_of_most_gaps() -> None:
    assert Timeline([5.0, 5.1, 5.2, 5.3, 7.0]).rate == pytest.approx(10)
    assert Timeline([5.0]).rate == 1
    assert Timeline([0.0, 0.0]).rate == 60
    assert Timeline([0.0, 30.0]).rate == 1


def test_even_frames_are_written_once_each() -> None:
    times = [0.1 * number for number in range(20)]
    assert written(Timeline(times), times) == [1] * 20


def test_a_gap_is_filled_and_a_frame_that_comes_too_early_is_left_out() -> None:
    timeline = Timeline([0.0, 0.1, 0.2])
    assert written(timeline, [0.0, 0.1, 0.5, 0.51, 0.6]) == [1, 1, 4, 0, 1]


def test_a_long_standstill_takes_ten_seconds() -> None:
    timeline = Timeline([0.0, 0.1])
    assert written(timeline, [0.0, 0.1, 3600.0, 3600.1, 3600.3]) == [1, 1, 100, 1, 2]
