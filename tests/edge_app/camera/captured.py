"""A capture of a small, quick fake camera, and how tests wait for what it does."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edge_app.camera.capture import Capture
from edge_app.camera.observation import RUNNING, CaptureStatus
from edge_app.camera.opening import Wanted, opener

STALL_S = 0.15
PATIENCE_S = 10.0
Question = Callable[[CaptureStatus], bool]


@contextmanager
def capturing(script: str, *, once: bool = False, **limits: float) -> Iterator[Capture]:
    """A capture of a fake camera of 50 small frames per second, with small limits."""
    wanted = Wanted(frame_size=(32, 24), frame_rate=50, read_limit_s=STALL_S)
    open_it = opener(script, wanted, once=once)
    quick = {"stall_limit_s": STALL_S, "first_wait_s": 0.02, "longest_wait_s": 0.1, **limits}
    capture = Capture(open_it, address=open_it.address, is_there=open_it.is_there, **quick)
    capture.start()
    try:
        yield capture
    finally:
        capture.stop()


def until(capture: Capture, is_so: Question) -> CaptureStatus:
    """The status for which it is so, as soon as it is."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not is_so(status := capture.status()):
        assert time.monotonic() < deadline_s, status
        time.sleep(0.005)
    return status


def state(*wanted: str) -> Question:
    """Whether it is one of these."""
    return lambda status: status.state in wanted


def runs_after(frames: int) -> Question:
    """Whether it runs, with more frames than so many."""
    return lambda status: status.state == RUNNING and status.frames > frames


def camera_threads() -> list[str]:
    """The names of the threads that captures have."""
    return [one.name for one in threading.enumerate() if one.name.startswith("camera")]
