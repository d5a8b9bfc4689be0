"""The slot that holds the latest frame."""

import threading
import time

import numpy as np

from edge_app.camera.slot import LatestFrame

PIXELS = np.zeros((2, 2, 3), np.uint8)


def filled(count: int) -> LatestFrame:
    slot = LatestFrame()
    for _ in range(count):
        slot.put(PIXELS, time.monotonic())
    return slot


def test_frames_are_numbered_from_one_and_only_the_newest_is_kept() -> None:
    slot = filled(3)
    frame = slot.latest(0, 0)
    assert frame is not None
    assert (frame.number, slot.count) == (3, 3)
    assert slot.latest(2, 0) is frame


def test_there_is_none_newer_than_the_newest() -> None:
    assert filled(3).latest(3, 0.01) is None
    assert LatestFrame().latest(0, 0.01) is None


def test_all_who_wait_get_the_next_frame() -> None:
    slot, found = filled(1), []
    waiting = [threading.Thread(target=lambda: found.append(slot.latest(1, 10))) for _ in range(20)]
    for thread in waiting:
        thread.start()
    slot.put(PIXELS, time.monotonic())
    for thread in waiting:
        thread.join(10)
    assert [frame.number for frame in found] == [2] * 20


def test_after_it_is_cleared_the_numbers_go_on() -> None:
    slot = filled(3)
    slot.clear()
    assert slot.latest(0, 0) is None
    assert slot.age_s() is None
    slot.put(PIXELS, time.monotonic())
    assert slot.latest(0, 0).number == 4  # type: ignore[union-attr]


def test_the_age_is_that_of_the_newest_frame() -> None:
    slot = filled(1)
    slot.put(PIXELS, time.monotonic() - 100)
    assert 100 <= slot.age_s() < 110  # type: ignore[operator]
