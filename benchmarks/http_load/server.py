"""A web server in a process of its own, from its start to its end."""

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.environments import TREE, last_line, plain_environment
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
            raise PipelineError(f"The server ended with code {code}: {_last_words(self.log)}")


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


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as an exit does, so that no server outlives it.

    By default they would end this process at once, and leave the servers behind. One that is
    ignored, as under nohup, stays so. Call it from the main thread: only there can signals be
    handled.
    """
    numbers = (signal.SIGTERM, signal.SIGHUP)
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    previous = {number: signal.signal(number, _exit) for number in heard}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _exit(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _last_words(log: Path) -> str:
    return last_line(log.read_text(errors="replace"))


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
            raise PipelineError(f"It does not start: {_last_words(log)}")
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise PipelineError(f"It printed no address within {START_TIMEOUT_S} s.")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_S)
    finally:  # A second Ctrl-C leaves no server either.
        process.kill()
        process.wait()
