"""Threads of a capture that are killed, and faults again and again: never alive but dead."""

import ctypes
import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from edge_app.camera.capture import Capture
from edge_app.camera.observation import RUNNING, STALLED, WAITING
from edge_app.errors import SourceError
from tests.edge_app.camera.captured import (
    PATIENCE_S,
    camera_threads,
    capturing,
    runs_after,
    state,
    until,
)


def kill(name: str) -> None:
    """Raise SystemExit in the thread of this name, wherever it is."""
    thread = next(one for one in threading.enumerate() if one.name == name)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
    )


@pytest.mark.parametrize("thread", ["camera", "camera keeper"])
def test_a_killed_thread_is_replaced(thread: str) -> None:
    with capturing("fake:ship,60s") as capture:
        until(capture, runs_after(3))
        for openings in (1, 2):
            # Right after a frame both wait. In between one may be taking a lock, which Python then
            # never gives back: no code of a thread is safe from being killed there.
            assert capture.latest(capture.status().frames, PATIENCE_S)
            time.sleep(0.02)
            kill(thread)
            status = until(capture, lambda status, least=openings: status.reopened >= least)  # type: ignore[misc]
            until(capture, runs_after(status.frames + 3))
            assert capture.is_alive


class Killing:
    """A source that ends its thread by something that is no Exception."""

    description, is_live, frame_gap_s = "killing", True, 0.0
    closed = 0

    def read(self) -> tuple[np.ndarray, float]:
        raise KeyboardInterrupt

    def close(self) -> None:
        type(self).closed += 1


def test_a_source_that_raises_what_it_must_not_is_closed_and_its_words_are_shown() -> None:
    capture = Capture(Killing, address="killing", first_wait_s=0.01, longest_wait_s=0.02)
    capture.start()
    status = until(capture, lambda status: status.state == WAITING and status.reopened > 1)
    assert "KeyboardInterrupt" in status.problem
    capture.stop()
    assert Killing.closed == capture.status().reopened + 1


class Counted:
    """Opens pipes, and counts them; gives two frames, then fails in one way after the other."""

    description, is_live, frame_gap_s = "counted", True, 0.0

    def __init__(self) -> None:
        self.opened = self.closed = 0

    def __call__(self) -> "Counted":
        self.opened += 1
        if self.opened % 3 == 0:
            raise SourceError("It is away.")
        self._pipes, self._reads = os.pipe(), 0
        return self

    def read(self) -> tuple[np.ndarray, float]:
        self._reads += 1
        if self._reads > 2 and self.opened % 3 == 1:
            raise SourceError("It was lost.")
        if self._reads > 2:
            raise ZeroDivisionError
        return np.full((2, 2, 3), self._reads, np.uint8), time.monotonic()

    def close(self) -> None:
        self.closed += 1
        for pipe in self._pipes:
            os.close(pipe)


def test_twenty_times_the_same_troubles_leave_nothing_behind() -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    source = Counted()
    capture = Capture(source, address="counted", first_wait_s=0.001, longest_wait_s=0.002)
    capture.start()
    until(capture, lambda _: source.opened >= 3 * 20)
    capture.stop()
    status = capture.status()
    assert camera_threads() == []
    assert source.closed == source.opened - source.opened // 3
    assert status.reopened == source.closed - 1
    assert status.frames == 2 * source.closed
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_a_script_with_every_fault_is_lived_through_again_and_again() -> None:
    faults = "vanish,0.05s;ship,5;stall,0.2s;ship,5;torn,12;small,5;frozen,12;block,0.25s;ship,5"
    with capturing(f"fake:{faults}", first_wait_s=0.005, longest_wait_s=0.02) as capture:
        seen: set[str] = set()
        while capture.status().frames < 80:
            seen.add(capture.status().state)
            time.sleep(0.002)
        assert seen >= {RUNNING, WAITING, STALLED}
        assert capture.is_alive
    deadline_s = time.monotonic() + PATIENCE_S
    while camera_threads():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def test_an_opening_that_never_ends_is_left() -> None:
    released = threading.Event()

    def open_it() -> Killing:
        released.wait(PATIENCE_S)
        raise SourceError("Too late.")

    capture = Capture(
        open_it, address="slow", stall_limit_s=0.05, opening_limit_s=0.1, first_wait_s=0.01
    )
    capture.start()
    status = until(capture, state(WAITING))
    assert status.problem == "It did not open within 0.1 s."
    until(capture, lambda _: not capture.is_alive)
    released.set()
    until(capture, lambda _: capture.is_alive)
    capture.stop()
