"""The window of the desktop, on a display that nobody looks at."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from edge_app.__main__ import main

WINDOW = os.environ.get("WINDOW_PYTHON")
pytestmark = pytest.mark.workstation
PATIENCE_S = 30.0


@pytest.fixture
def display() -> Iterator[str]:
    """The name of a display, of its own."""
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1024x768x24", "-nolisten", "tcp"]
    assert shutil.which("xdotool"), "sudo apt install xdotool xvfb"
    with subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        with os.fdopen(reader) as answers:
            yield f":{answers.readline().strip()}"
        process.terminate()


def wait_for(found: Callable[[], object]) -> object:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.1)
    pytest.fail("It did not happen.")


def test_an_opencv_without_windows_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")  # It need not be there: the OpenCV of the tests is blind.
    assert main(["camera", "fake", "--window"]) == 2
    errors = capsys.readouterr().err
    assert "has no windows, as opencv-python-headless has none" in errors
    assert errors.count("\n") == 1


@pytest.mark.skipif(
    not WINDOW, reason="WINDOW_PYTHON names no environment with an OpenCV that has windows"
)
def test_the_window_shows_pauses_saves_and_leaves(root: Path, tmp_path: Path, display: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(root)}
    environment.pop("WAYLAND_DISPLAY", None)
    lines = tmp_path / "lines"

    def point(*words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, text=True
        ).stdout.strip()

    def count() -> int:
        return len(lines.read_text().splitlines())

    def stands_still() -> bool:
        before = count()
        time.sleep(0.6)
        return count() == before

    with (
        lines.open("w") as output,
        subprocess.Popen(
            [WINDOW, "-m", "edge_app", "camera", "fake:ship,600s", "--window", "--every-frame"],
            cwd=tmp_path,
            env=environment,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        window = str(wait_for(lambda: point("search", "--name", "edge-app camera"))).split()[0]
        wait_for(lambda: count() > 3)
        point("mousemove", "--window", window, "200", "200", "click", "1")
        wait_for(stands_still)
        point("key", "--window", window, "s")
        saved = wait_for(lambda: list(tmp_path.glob("camera-*.png")))
        point("key", "--window", window, "space")
        before = count()
        wait_for(lambda: count() > before)
        point("key", "--window", window, "q")
        errors = process.communicate(timeout=PATIENCE_S)[1]
    assert process.returncode == 0
    assert {json.loads(line)["label"] for line in lines.read_text().splitlines()} == {"ship"}
    with Image.open(saved[0]) as picture:
        assert picture.size == (640, 480)
    told = [line for line in errors.splitlines() if "running" not in line]
    assert [line.split()[0] for line in told] == ["note:"]  # Nothing of Qt.
