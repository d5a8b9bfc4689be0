import pytest

from edge_app.camera.rates import Pace, Rate


def rate_of(*times: float, now_s: float) -> float:
    rate = Rate(window_s=3.0)
    for one in times:
        rate.add(one)
    return rate.per_second(now_s)


def test_regular_events_have_their_rate_at_every_moment() -> None:
    times = [place / 10 for place in range(100)]
    for now_s in (9.9, 9.95, 9.999):
        assert rate_of(*times, now_s=now_s) == pytest.approx(10)


def test_before_two_came_there_is_no_rate() -> None:
    assert rate_of(now_s=5) == rate_of(5, now_s=5) == 0


def test_the_rate_sinks_while_nothing_comes_and_ends_at_zero() -> None:
    times = [place / 10 for place in range(31)]
    assert 3 < rate_of(*times, now_s=5.0) < 4
    assert rate_of(*times, now_s=6.01) == 0


def test_what_was_before_the_window_does_not_count() -> None:
    slow, fast = [0.0, 1.0, 2.0], [10 + place / 20 for place in range(100)]
    assert rate_of(*slow, *fast, now_s=15) == pytest.approx(20, rel=0.02)


def test_the_same_moment_twice_is_no_infinite_rate() -> None:
    assert rate_of(5, 5, now_s=5) == 0


def begun(pace: Pace, every_s: float, seconds: float) -> int:
    """How many begin, where there is something to begin with ``every_s``."""
    moments = (place * every_s for place in range(round(seconds / every_s)))
    count = 0
    for now_s in moments:
        if pace.rest_s(now_s) == 0:
            pace.begin(now_s)
            count += 1
    return count


@pytest.mark.parametrize("most", [1, 4, 7.5])
def test_a_pace_is_reached_on_average_and_not_exceeded(most: float) -> None:
    assert begun(Pace(most), every_s=1 / 15, seconds=100) == pytest.approx(100 * most, rel=0.02)


def test_a_pace_that_is_faster_than_what_comes_lets_all_of_it_begin() -> None:
    assert begun(Pace(100), every_s=1 / 15, seconds=10) == 150
    assert begun(Pace(None), every_s=1 / 15, seconds=10) == 150


def test_what_was_missed_in_a_pause_is_not_made_up_for() -> None:
    pace = Pace(10)
    pace.begin(0)
    pace.begin(60)
    assert pace.rest_s(60) == pytest.approx(0.05)
    pace.begin(60.05)
    assert pace.rest_s(60.05) == pytest.approx(0.1)


def test_after_a_reset_the_next_begins_at_once() -> None:
    pace = Pace(0.01)
    pace.begin(5)
    assert pace.rest_s(5) == pytest.approx(100)
    pace.reset()
    assert pace.rest_s(5) == 0
