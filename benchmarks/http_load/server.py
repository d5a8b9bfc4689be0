"""A web server in a process of its own, from its start to its end."""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.environments import TREE, plain_environment
from edge_app.errors import PipelineError

START_TIMEOUT_S = 180
STOP_TIMEOUT_S = 15
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


@dataclass(frozen=True)
class Service:
    """What can be started: a ``command`` that prints its address, and the ``path`` to upload to.

    ``library`` names what answers, with versions.
    """

    name: str
    library: str
    command: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Server:
    """A server that runs, at ``address`` (host, port)."""

    service: Service
    address: tuple[str, int]
    process: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Raises PipelineError: the process has ended; the message has its last words."""
        code = self.process.poll()
        if code is not None:
            raise PipelineError(f"The server ended with code {code}: {last_words(self.log)}")


@contextmanager
def running(service: Service) -> Iterator[Server]:
    """Start a service, wait until it has printed its address, and stop it at the end.

    What it prints goes into a file, as it would go to a terminal. Raises PipelineError: it does
    not start.
    """
    with tempfile.NamedTemporaryFile(prefix="benchmark-", suffix=".log") as log:
        process = _start(service, log)
        try:
            port = _wait_for_port(process, Path(log.name))
            yield Server(service, ("127.0.0.1", port), process, Path(log.name))
        finally:
            _stop(process)


def last_words(log: Path) -> str:
    """The last line of a log that is not empty: of a Python program that failed, the reason."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ")[:300] if lines else "it printed no message."


def _start(service: Service, log: IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            service.command,
            cwd=TREE,
            env={**plain_environment(), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise PipelineError(f"It cannot be started: {error.strerror}.") from error


def _wait_for_port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        found = ADDRESS.search(log.read_text(errors="replace"))
        if ended:
            raise PipelineError(f"It does not start: {last_words(log)}")
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise PipelineError(f"It printed no address within {START_TIMEOUT_S} s.")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
