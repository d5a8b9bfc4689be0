"""The server under attack: a process of its own, with an environment and a folder of its own."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge_app.settings.places import without_settings

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 60
SERVE = ("-m", "edge_app", "serve", "--port", "0")


@dataclass(frozen=True)
class Victim:
    """A running server: its process, its port on 127.0.0.1, and where its output and files go."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def temporary(self) -> Path:
        """The folder for its temporary files, empty at first."""
        return self.folder / "tmp"

    def log_lines(self) -> list[str]:
        """What it has written to standard error."""
        return (self.folder / "log").read_text(errors="replace").splitlines()

    def stop(self, *, timeout_s: float = 20) -> tuple[int, float]:
        """Send SIGTERM: the exit code, and the seconds until it came."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s), time.monotonic() - started


@contextmanager
def running(
    folder: Path,
    words: Sequence[str] = SERVE,
    *,
    python: str = sys.executable,
    most_files: int | None = None,
) -> Iterator[Victim]:
    """Run ``python words`` until the end of the block; it prints an address once it is ready."""
    for name in ("tmp", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with (
        open(folder / "log", "wb") as log,
        subprocess.Popen(
            [python, *words],
            cwd=ROOT,
            env=_environment(folder),
            stdout=subprocess.PIPE,
            stderr=log,
            preexec_fn=None if most_files is None else lambda: _limit_files(most_files),
        ) as process,
    ):
        try:
            yield Victim(process, _port(process, folder), folder)
        finally:
            process.kill()


def _environment(folder: Path) -> dict[str, str]:
    return {
        **without_settings({"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONUNBUFFERED": "1",
    }


def _limit_files(number: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))


def _port(process: subprocess.Popen[bytes], folder: Path) -> int:
    assert process.stdout
    line = process.stdout.readline().decode()
    found = re.search(r"://[\d.]+:(\d+)", line)
    assert found, f"It did not start: {line!r} {(folder / 'log').read_text()}"
    port, deadline = int(found[1]), time.monotonic() + START_TIMEOUT_S
    while not _accepts(port):  # Some servers name their address before they listen.
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    return port


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
