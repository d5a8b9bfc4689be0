"""One opening of a camera, and how it is left."""

import threading
import time

import numpy as np
import pytest

from edge_app.camera.attempt import Attempt, is_same
from edge_app.camera.slot import LatestFrame

PATIENCE_S = 10.0


class HeldUp:
    """A source whose read comes back when the test says so."""

    description, is_live, frame_gap_s = "held up", True, 0.0

    def __init__(self) -> None:
        self.reading, self.may_go_on = threading.Event(), threading.Event()
        self.closed = 0

    def read(self) -> tuple[np.ndarray, float]:
        self.reading.set()
        assert self.may_go_on.wait(PATIENCE_S)
        return np.zeros((2, 2, 3), np.uint8), time.monotonic()

    def close(self) -> None:
        self.closed += 1


def test_a_frame_that_comes_after_it_was_left_counts_no_more_and_the_camera_is_closed() -> None:
    source, slot = HeldUp(), LatestFrame()
    attempt = Attempt(lambda: source, slot, lambda: None)
    assert source.reading.wait(PATIENCE_S)
    attempt.leave()
    assert not attempt.join(0.01)
    assert source.closed == 0  # By nobody but the thread that reads it.
    source.may_go_on.set()
    assert attempt.join(PATIENCE_S)
    assert (slot.count, source.closed) == (0, 1)


def test_before_it_is_left_frames_count() -> None:
    source, slot = HeldUp(), LatestFrame()
    source.may_go_on.set()
    attempt = Attempt(lambda: source, slot, lambda: None)
    assert slot.latest(2, PATIENCE_S) is not None
    attempt.leave()
    assert attempt.join(PATIENCE_S)
    assert source.closed == 1


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (47, 63)])
def test_a_single_pixel_tells_two_pictures_apart(place: tuple[int, int]) -> None:
    before = np.full((48, 64, 3), 7, np.uint8)
    pixels = before.copy()
    assert is_same(pixels, before)
    pixels[place][2] += 1
    assert not is_same(pixels, before)


def test_pictures_of_two_sizes_are_not_the_same() -> None:
    assert not is_same(np.zeros((48, 64, 3), np.uint8), np.zeros((24, 32, 3), np.uint8))
