import os
import signal

import pytest

from edge_app.batch.interrupts import Interrupts


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def held(interrupts: Interrupts, done: list[str], *, times: int) -> None:
    with interrupts.held_back():
        for number in range(times):
            interrupt()
            done.append(f"after {number + 1}")


def test_ctrl_c_is_heard_once_the_block_that_holds_it_back_is_done() -> None:
    done: list[str] = []
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        held(interrupts, done, times=1)
    assert done == ["after 1"]


def test_elsewhere_it_is_heard_at_once() -> None:
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        interrupt()


def test_the_second_one_is_heard_in_such_a_block_too() -> None:
    done: list[str] = []
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        held(interrupts, done, times=3)
    assert done == ["after 1"]


@pytest.mark.parametrize("before", [signal.SIG_IGN, signal.default_int_handler])
def test_what_was_before_is_there_again_and_one_that_is_ignored_stays_so(before: object) -> None:
    ours = signal.signal(signal.SIGINT, before)
    try:
        with Interrupts():
            assert (signal.getsignal(signal.SIGINT) is before) == (before is signal.SIG_IGN)
        assert signal.getsignal(signal.SIGINT) is before
    finally:
        signal.signal(signal.SIGINT, ours)
