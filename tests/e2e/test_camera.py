"""Real video files through OpenCV, as the command ``edge-app camera`` shows them."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Ten frames of a second in all, 96 x 64: red, then blue."""
    path = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (96, 64))
    assert writer.isOpened()
    for number in range(10):
        frame = np.zeros((64, 96, 3), np.uint8)
        frame[..., 2 if number < 5 else 0] = 255  # OpenCV's order is blue, green, red.
        writer.write(frame)
    writer.release()
    return path


def camera(root: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edge_app", "camera", *map(str, words)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_video_is_shown_once_with_a_line_for_each_frame(video: Path, root: Path) -> None:
    result = camera(root, video, "--once", "--every-frame", "--smoothing", 0, "--hold", 1)
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    frames = [line["frame"] for line in lines]
    assert frames == sorted(set(frames))  # One that came too late may be left out.
    assert frames[-1] == 10
    assert len(frames) >= 5
    assert lines[0]["raw"] != lines[-1]["raw"]


def test_a_video_begins_again_unless_it_is_to_be_shown_once(video: Path, root: Path) -> None:
    result = camera(root, video, "--frames", 15, "--every-frame", "--frame-rate", 30)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == 15


def test_a_source_that_does_not_open_is_one_line_on_stderr(tmp_path: Path, root: Path) -> None:
    """OpenCV and FFmpeg print their own attempts in lines of their own, if they are let."""
    path = tmp_path / "notes.mp4"
    path.write_text("no video at all")
    for source, message in ((str(path), "notes.mp4"), ("63", "63")):
        result = camera(root, source)
        assert result.returncode == 1
        assert message in result.stderr
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1
