"""Real video files through OpenCV."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.sources import open_source


@pytest.fixture
def red_video(tmp_path: Path) -> Path:
    """Ten frames, 96 x 64, red in RGB."""
    path = tmp_path / "red.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (96, 64))
    assert writer.isOpened()
    frame = np.zeros((64, 96, 3), np.uint8)
    frame[..., 2] = 255  # OpenCV's order is blue, green, red.
    for _ in range(10):
        writer.write(frame)
    writer.release()
    return path


def test_a_red_video_is_red(red_video: Path) -> None:
    frames = list(open_source(str(red_video)))
    assert len(frames) == 10
    for frame in frames:
        assert frame.pixels.shape == (64, 96, 3)
        assert (frame.pixels.mean(axis=(0, 1)) > (230, -1, -1)).all()
        assert (frame.pixels.mean(axis=(0, 1)) < (256, 25, 25)).all()


def test_a_video_gives_one_json_line_per_frame(red_video: Path, root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "edge_app", "camera", str(red_video), "--top", "1"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0
    assert result.stderr == ""
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["frame"] for line in lines] == list(range(1, 11))
    assert all(set(line["timing_ms"]) == {"preprocess", "invoke"} for line in lines)
    assert len({line["prediction"] for line in lines}) == 1


def test_ctrl_c_ends_the_camera_well(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "long.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (320, 240))
    for _ in range(3000):
        writer.write(np.zeros((240, 320, 3), np.uint8))
    writer.release()
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", "camera", str(path)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert errors == ""


def test_a_source_that_does_not_open_is_one_line_on_stderr(tmp_path: Path, root: Path) -> None:
    """OpenCV and FFmpeg print their own attempts in lines of their own, if they are let."""
    path = tmp_path / "notes.mp4"
    path.write_text("no video at all")
    for source, message in ((str(path), "notes.mp4"), ("63", "Cannot open camera 63")):
        result = subprocess.run(
            [sys.executable, "-m", "edge_app", "camera", source],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert result.returncode == 1
        assert message in result.stderr
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1
