"""A real server under a test that plays systemd: told when it is ready, fed while it goes on."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_app.__main__ import main
from edge_app.classifier import default_model_path
from tests.edge_app.service.manager import Manager

WATCHDOG_S = 1.6
FED = "WATCHDOG=1"


@pytest.fixture
def server(manager: Manager, root: Path) -> Iterator[subprocess.Popen[str]]:
    words = ["-m", "tests.edge_app.service.held_server", "serve", "--port", "0"]
    words += ["--camera", "fake", "--log-format", "json"]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=root,
        env={
            **os.environ,
            "NOTIFY_SOCKET": manager.address,
            "WATCHDOG_USEC": str(round(WATCHDOG_S * 1e6)),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def say(server: subprocess.Popen[str], line: str) -> None:
    server.stdin.write(f"{line}\n")
    server.stdin.flush()


def is_hungry_for(part: str) -> re.Pattern[str]:
    return re.compile(f"STATUS=No progress of: .*{part}")


def test_the_feeding_ends_while_the_model_or_the_main_loop_hangs(
    server: subprocess.Popen[str], manager: Manager
) -> None:
    ready = manager.wait_for(lambda line: line.startswith("STATUS=Ready at "))
    assert manager.lines[0] == "READY=1"
    with urllib.request.urlopen(f"{ready.split()[-1]}healthz", timeout=30) as answer:
        assert answer.status == 200
    for part in ("model", "server"):
        manager.wait_for(FED)
        say(server, part)
        manager.wait_for(is_hungry_for(f"the {part}").match)
        assert FED not in manager.listen(seconds=WATCHDOG_S / 2)
        say(server, "")
    manager.wait_for(FED)
    server.send_signal(signal.SIGTERM)
    manager.wait_for("STOPPING=1")
    assert server.wait(30) == 0
    assert server.stdout.read() == ""
    events = [json.loads(line)["event"] for line in server.stderr]
    # The watchdog tells its own from another thread.
    told = [event for event in events if event.startswith("server_")]
    assert told == ["server_started", "server_stopping", "server_stopped"]
    assert {"camera_running", "watchdog_hungry", "watchdog_fed"} <= {*events}


def test_a_model_that_fails_its_self_test_is_never_ready(
    manager: Manager,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shipped = default_model_path()
    for path in (shipped, shipped.with_suffix(".json")):
        shutil.copy(path, tmp_path)
    damaged = tmp_path / shipped.name
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
    assert main(["serve", "--port", "0", "--model", str(damaged)]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert manager.listen(seconds=0.05) == []
