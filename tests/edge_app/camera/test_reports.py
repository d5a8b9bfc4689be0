"""What the log is told of a camera: each trouble, and its end, once."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from edge_app import Classifier
from edge_app.camera.capture import Capture
from edge_app.camera.observation import (
    ENDED,
    FROZEN,
    OPENING,
    RUNNING,
    STALLED,
    STOPPED,
    WAITING,
    CaptureStatus,
)
from edge_app.camera.opening import opener
from edge_app.camera.reports import MOST_WORDS, Reporter, reporting
from edge_app.camera.wanted import Wanted
from edge_app.camera.watcher import Watcher
from edge_app.event_log import event_log

WELL = CaptureStatus(state=RUNNING, address="0", description="camera /dev/video0")
GONE = replace(WELL, state=WAITING, problem="It is not there.")

Captured = pytest.CaptureFixture[str]


def told(capsys: Captured, *statuses: CaptureStatus) -> list[dict[str, Any]]:
    reporter = Reporter()
    with event_log("json", {}):
        for status in statuses:
            reporter.note(status)
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def events(capsys: Captured, *statuses: CaptureStatus) -> list[str]:
    return [line["event"] for line in told(capsys, *statuses)]


def test_a_trouble_and_its_end_are_an_event_each(capsys: Captured) -> None:
    opening = replace(WELL, state=OPENING)
    again = replace(GONE, state=OPENING)
    more_frames = replace(WELL, frames=99, age_s=0.1)
    lines = told(capsys, opening, WELL, more_frames, GONE, again, GONE, replace(WELL, reopened=1))
    assert [line["event"] for line in lines] == [
        *("camera_running", "camera_trouble", "camera_running")
    ]
    assert lines[1]["level"] == "warning"
    assert "It is not there." in lines[1]["message"]
    assert lines[1]["source"] == "camera /dev/video0"
    assert lines[2]["reopened"] == 1


def test_a_stop_and_an_end_are_no_troubles(capsys: Captured) -> None:
    assert events(capsys, replace(WELL, state=STOPPED), WELL, replace(WELL, state=ENDED)) == [
        *("camera_stopped", "camera_running", "camera_ended")
    ]


def test_a_trouble_that_lasts_for_a_night_is_a_few_lines(capsys: Captured) -> None:
    troubles = [
        replace(WELL, state=(STALLED, FROZEN)[number % 2], problem=f"For {number} s.")
        for number in range(1000)
    ]
    assert events(capsys, *troubles, WELL) == ["camera_trouble"] * MOST_WORDS + ["camera_running"]


def test_a_watcher_is_followed_as_long_as_the_block_lasts(
    classifier: Classifier, capsys: Captured
) -> None:
    open_source = opener("fake:ship,3;vanish,0.5s", Wanted(frame_rate=100))
    capture = Capture(open_source, address="fake", first_wait_s=0.01, longest_wait_s=0.01)
    watcher = Watcher(capture, lambda: classifier)
    callbacks = threading.Semaphore(0)
    watcher.start()
    try:
        with reporting(watcher):
            watcher.subscribe(lambda _state, _frame: callbacks.release())
            said = ""
            while said.count("The camera is running") < 2:
                assert callbacks.acquire(timeout=30)
                said += capsys.readouterr().err
    finally:
        watcher.stop()
    assert "warning: The camera has a trouble: The fake camera is " in said
    assert capsys.readouterr().err == ""
