"""The command ``edge-app serve``: what the settings say arrives where it belongs."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from edge_app.__main__ import main


def test_the_server_is_made_by_the_settings_of_all_sources(tmp_path: Path, root: Path) -> None:
    config = tmp_path / "edge-app.toml"
    config.write_text('model = "cifar10-resnet8.float32"\nport = 0\nmax_upload_bytes = "1 kB"\n')
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", "serve", "--config", str(config), "--max-files", "2"],
        cwd=root,
        env={**os.environ, "EDGE_APP_HOST": "127.0.0.2"},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        line = server.stdout.readline()
        try:
            address = re.search(r"http://127\.0\.0\.2:\d+/", line)[0]
            with urllib.request.urlopen(f"{address}api/v1/models", timeout=30) as answer:
                assert json.load(answer)["active"] == "cifar10-resnet8.float32"
            with pytest.raises(urllib.error.HTTPError, match="413"):
                urllib.request.urlopen(f"{address}api/v1/classify", data=b"x" * 1001, timeout=30)
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


@contextmanager
def serving(root: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of ``edge-app serve`` with these options, and its process."""
    words = [sys.executable, "-m", "edge_app", "serve", "--port", "0", *options]
    with subprocess.Popen(
        words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())[0], server
        finally:
            server.kill()


def read_json(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


def test_a_camera_is_served_until_the_end(root: Path) -> None:
    options = ("--camera", "fake:ship,60s", "--max-fps", "20", "--region", "0,0,0.5,1")
    with serving(root, *options) as (address, server):
        assert server.stdout.readline() == f"The camera is shown at {address}camera\n"
        state = read_json(f"{address}api/v1/camera?after=0&wait=10")
        while not state["history"]:
            state = read_json(f"{address}api/v1/camera?after={state['serial']}&wait=10")
        assert state["camera"]["source"] == "fake:ship,60s"
        assert (state["inference"]["max_fps"], state["region"]["width"]) == (20, 0.5)
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def test_a_camera_that_does_not_open_keeps_nothing_else_from_working(root: Path) -> None:
    with serving(root, "--camera", "fake:vanish,90s") as (address, server):
        while read_json(f"{address}healthz")["status"] == "ok":
            assert server.poll() is None
        assert "Camera: " in read_json(f"{address}healthz")["notes"][0]
        assert read_json(f"{address}api/v1/models")["models"]
        assert read_json(f"{address}api/v1/camera")["prediction"] is None


def test_a_server_that_cannot_be_made_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--camera", "nowhere"]) == 1
    assert "error: No source 'nowhere'" in capsys.readouterr().err
    assert main(["serve", "--port", "0", "--host", "192.0.2.1"]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert main(["serve", "--model", "missing"]) == 1
    assert "missing" in capsys.readouterr().err


def test_the_command_line_is_read_without_numpy(root: Path) -> None:
    """So that `edge-app doctor` starts where NumPy does not."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from edge_app.__main__ import main\n"
        "main(['doctor', '--print-config'])"
    )
    words = [sys.executable, "-c", code]
    result = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    assert "\nport = 8000" in result.stdout
