"""A capture by a camera that stalls, freezes, tears, vanishes and blocks, as its script says."""

import time
from re import search

import pytest
from PIL import Image

from edge_app.camera.capture import Capture
from edge_app.camera.observation import ENDED, FROZEN, RUNNING, STALLED, STOPPED, WAITING
from edge_app.camera.opening import Wanted, opener
from tests.edge_app.camera.captured import (
    PATIENCE_S,
    camera_threads,
    capturing,
    runs_after,
    state,
    until,
)


def test_frames_come_in_order_to_all_who_ask() -> None:
    with capturing("fake:ship,60s", stall_limit_s=5) as capture:
        frames = []
        for _ in range(5):
            frames.append(capture.latest(frames[-1].number if frames else 0, PATIENCE_S))
        numbers = [frame.number for frame in frames]
        assert numbers == sorted(set(numbers))
        assert all(frame.pixels.shape == (24, 32, 3) for frame in frames)
        assert capture.latest(frames[-1].number + 10_000, 0.01) is None
        status = until(capture, lambda status: status.frames_per_second > 0)
        assert (status.state, status.problem) == (RUNNING, "")
        assert status.description == "fake camera, 32 x 24, 50 frames/s"
        assert status.age_s is not None
        assert 0 <= status.age_s < PATIENCE_S


def test_a_camera_that_is_absent_at_the_start_is_waited_for() -> None:
    with capturing("fake:vanish,0.3s;ship,60s") as capture:
        status = until(capture, state(WAITING))
        assert "not there" in status.problem
        assert capture.is_alive
        status = until(capture, state(RUNNING))
        assert (status.problem, status.reopened) == ("", 0)


@pytest.mark.parametrize(
    ("fault", "states", "words"),
    [
        ("vanish,0.3s", (WAITING,), "gone"),
        ("stall,0.4s", (STALLED,), "No frame"),
        ("block,0.5s", (STALLED,), "No frame has come for"),
        ("frozen,1s", (FROZEN,), "not changed by a single pixel"),
        ("torn,25", (STALLED,), "Every frame .* was damaged: This frame of the fake camera"),
    ],
)
def test_a_fault_is_noticed_shown_and_mended_by_itself(
    fault: str, states: tuple[str, ...], words: str
) -> None:
    with capturing(f"fake:ship,5;{fault};ship,60s") as capture:
        until(capture, lambda status: status.state in states and search(words, status.problem))
        assert capture.is_alive
        frames = capture.status().frames
        until(capture, lambda status: runs_after(frames + 3)(status) and status.reopened > 0)
        until(capture, lambda status: status.problem == "")


def test_single_torn_frames_and_other_sizes_are_no_trouble() -> None:
    with capturing("fake:ship,5;torn,2;small,5;ship,60s", stall_limit_s=5) as capture:
        status = until(capture, lambda status: status.torn == 2 and status.frames > 12)
        assert (status.state, status.problem, status.reopened) == (RUNNING, "", 0)


def test_a_read_that_never_returns_is_left_behind_and_its_frame_is_not_shown() -> None:
    with capturing("fake:ship,5;block,0.8s;ship,60s") as capture:
        until(capture, state(STALLED))
        until(capture, lambda _: len(camera_threads()) > 2)
        assert capture.status().frames == 5
        status = until(capture, runs_after(10))
        assert status.reopened >= 1
        until(capture, lambda _: len(camera_threads()) == 2)


def test_when_too_many_reads_never_return_it_is_not_alive_until_one_does() -> None:
    with capturing("fake:ship,5;block,1.8s;ship,60s") as capture:
        until(capture, lambda _: not capture.is_alive)
        status = capture.status()
        assert status.state == STALLED
        assert "do not come back" in status.problem
        assert len(camera_threads()) == 4  # The keeper, and three reads.
        until(capture, runs_after(10))
        assert capture.is_alive


def test_it_stops_at_once_and_starts_again_and_the_numbers_go_on() -> None:
    with capturing("fake:ship,60s") as capture:
        first = capture.latest(0, PATIENCE_S)
        capture.stop()
        assert camera_threads() == []
        assert (capture.status().state, capture.status().problem) == (STOPPED, "")
        assert (capture.latest(0, 0.01), capture.status().age_s) == (None, None)
        assert capture.is_alive
        capture.stop()
        capture.start()
        capture.start()
        again = capture.latest(0, PATIENCE_S)
        assert first is not None
        assert again is not None
        assert again.number > first.number


@pytest.mark.parametrize("fault", ["block,1s", "stall,60s", "vanish,60s"])
def test_it_stops_in_the_middle_of_a_trouble(fault: str) -> None:
    with capturing(f"fake:ship,5;{fault}") as capture:
        until(capture, lambda status: status.problem != "")
        capture.stop()
        left = camera_threads()
        assert capture.status().state == STOPPED
        assert "camera keeper" not in left
        if "block" in fault:
            assert "camera" in left  # It did not wait for a read that does not come back.
        until(capture, lambda _: camera_threads() == [])


def test_what_is_shown_once_ends_and_may_be_started_again(tmp_path) -> None:
    for name in ("a", "b", "c"):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{name}.png")
    open_it = opener(str(tmp_path), Wanted(frame_rate=100), once=True)
    capture = Capture(open_it, address=open_it.address, stall_limit_s=0.2)
    capture.start()
    status = until(capture, state(ENDED))
    assert (status.frames, status.problem) == (3, "")
    assert capture.is_alive
    assert capture.latest(2, 0) is not None
    capture.start()
    assert until(capture, lambda status: status.frames == 6)
    capture.stop()


def test_a_slow_folder_and_a_still_one_are_no_trouble(tmp_path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    open_it = opener(str(tmp_path), Wanted(frame_rate=2.5))
    capture = Capture(open_it, address=open_it.address, stall_limit_s=0.1)
    capture.start()
    seen = set()
    while capture.status().frames < 3:
        seen.add(capture.status().state)
        time.sleep(0.01)
    assert seen <= {"opening", RUNNING}
    assert capture.status().frames_per_second == pytest.approx(2.5, rel=0.5)
    capture.stop()


def test_a_damaged_picture_of_a_folder_is_named_while_it_is_its_turn(tmp_path) -> None:
    (tmp_path / "a.png").write_bytes(b"broken")
    Image.new("RGB", (8, 8)).save(tmp_path / "b.png")
    open_it = opener(str(tmp_path), Wanted(frame_rate=20))
    capture = Capture(open_it, address=open_it.address, stall_limit_s=0.1)
    capture.start()
    until(capture, lambda status: status.state == RUNNING and "a.png: " in status.problem)
    until(capture, lambda status: status.problem == "")
    capture.stop()
