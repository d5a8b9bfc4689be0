"""How long a client may take, with a clock that the test turns."""

import pytest

from edge_app.web.connections.patience import Limits, Patience, Phase

LIMITS = Limits(head_s=10, stall_s=8, slowest_bytes_per_s=1000, idle_s=60, crowded_s=2)


def seconds_until_over(
    phase: Phase, *, bytes_per_s: int, crowded: bool = False, most_s: int = 1000
) -> int | None:
    """After how many seconds it is over, looked at each second; None: not in ``most_s``."""
    patience = Patience(LIMITS)
    for second in range(most_s):
        moved = second * bytes_per_s
        if patience.is_over(phase, 1, moved, now_s=5000 + second, crowded=crowded):
            return second
    return None


@pytest.mark.parametrize("bytes_per_s", [0, 1, 100_000])
def test_a_head_has_its_time_whatever_comes_meanwhile(bytes_per_s: int) -> None:
    assert seconds_until_over(Phase.HEAD, bytes_per_s=bytes_per_s) == 10


@pytest.mark.parametrize("phase", [Phase.BODY, Phase.ANSWER])
def test_a_body_and_an_answer_must_not_rest_and_drops_do_not_help(phase: Phase) -> None:
    assert seconds_until_over(phase, bytes_per_s=0) == 8
    assert seconds_until_over(phase, bytes_per_s=1) == 9
    assert seconds_until_over(phase, bytes_per_s=500) == 16
    assert seconds_until_over(phase, bytes_per_s=1000) is None


def test_what_came_fast_at_first_buys_no_more_time_than_the_rest_may_last() -> None:
    patience = Patience(LIMITS)
    assert not patience.is_over(Phase.BODY, 1, 0, now_s=0)
    assert not patience.is_over(Phase.BODY, 1, 10**8, now_s=1)
    assert not patience.is_over(Phase.BODY, 1, 10**8, now_s=8.9)
    assert patience.is_over(Phase.BODY, 1, 10**8, now_s=9.5)


def test_each_request_and_each_phase_begins_anew() -> None:
    patience = Patience(LIMITS)
    for number, second in enumerate(range(0, 90, 9)):
        assert not patience.is_over(Phase.HEAD, number, 0, now_s=second)
    assert not patience.is_over(Phase.IDLE, 9, 0, now_s=90)
    assert patience.is_over(Phase.IDLE, 9, 0, now_s=150)


def test_the_application_may_take_its_time() -> None:
    assert seconds_until_over(Phase.WORK, bytes_per_s=0, most_s=10_000) is None


def test_in_a_crowd_whoever_has_asked_for_nothing_goes_first() -> None:
    assert seconds_until_over(Phase.HEAD, bytes_per_s=1, crowded=True) == 2
    assert seconds_until_over(Phase.IDLE, bytes_per_s=0, crowded=True) == 2
    assert seconds_until_over(Phase.BODY, bytes_per_s=0, crowded=True) == 8
