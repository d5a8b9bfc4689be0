"""Recordings, as another program reads them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge_app.__main__ import main

pytestmark = pytest.mark.workstation


def frames_of(path: Path) -> Iterator[np.ndarray]:
    """The frames of a video, in OpenCV's order of colours."""
    import cv2

    video = cv2.VideoCapture(str(path))
    while True:
        is_there, frame = video.read()
        if not is_there:
            return
        yield frame


def rate_of(path: Path) -> float:
    import cv2

    return cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FPS)


@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_a_recording_is_a_video_of_what_was_shown(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    words = ["camera", "fake:red,60s", "--frame-size", "161x120", "--frame-rate", "20"]
    assert main([*words, "--frames", "20", "--record", str(path)]) == 0
    frames = list(frames_of(path))
    assert rate_of(path) == pytest.approx(20, rel=0.3)
    assert len(frames) >= 10
    assert all(frame.shape == (120, 160, 3) for frame in frames)  # A whole number of 2 x 2.
    right = frames[-1][60:, 150:].reshape(-1, 3).mean(axis=0)  # Beside the region, no letters.
    assert right[2] > 180  # Red is red.
    assert max(right[:2]) < 70
    assert frames[-1][:, 20:140].max() > 200  # Its letters are light.
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_leaves_a_whole_recording(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("an older one")
    words = ["camera", "fake", "--every-frame", "--record", str(path), "--force"]
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", *words], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        for _ in range(15):
            process.stdout.readline()
        assert path.read_text() == "an older one"  # Until the new one is whole.
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert len(list(frames_of(path))) >= 10
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_frame_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    assert main(["camera", "fake:vanish,60s;ship,1s", "--record", str(path)]) == 1
    assert list(tmp_path.iterdir()) == []
