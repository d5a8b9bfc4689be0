"""The time from the moment when a server hangs until one serves again."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edge_app.service.unit import WATCHDOG_S
from tests.attacks.victim import ROOT, running
from tests.edge_app.service.manager import Manager
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import UNPROTECTED

WATCHDOG_QUICK_S, PATIENCE_QUICK_S = 2.0, 5.0
# The unit's RestartSec.
RESTART_S = 5.0
# Longer than any of ours may take.
PATIENCE_S = 120.0
WAYS = ("the model", "the main loop", "the process")


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """Each way to hang, with the watchdog of the unit; the harness does what systemd does."""
    watchdog_s, patience_s = float(WATCHDOG_S), PATIENCE_S
    if quick:
        watchdog_s, patience_s = WATCHDOG_QUICK_S, PATIENCE_QUICK_S
    ours = {way: wedged(folder, way, watchdog_s=watchdog_s) for way in WAYS}
    return [
        Figure(
            name="from hanging to serving again, the longest",
            unit="s",
            ours=round(max(ours.values()), 1),
            unprotected=_without_a_watchdog(folder / "unprotected", patience_s),
            how=f"{', '.join(WAYS)} is held up for ever; the harness plays systemd, with a "
            f"watchdog of {watchdog_s:g} s and a pause of {RESTART_S:g} s before a restart. "
            "Unprotected: "
            "the process is held up, and nobody notices.",
        )
    ]


def wedged(folder: Path, way: str, *, watchdog_s: float) -> float:
    """Seconds from the moment when a healthy server hangs until its successor serves."""
    folder.mkdir(parents=True, exist_ok=True)
    with _manager(folder / "notify") as manager:
        with _server(manager, watchdog_s) as server:
            _wait_until_ready(manager)
            manager.wait_for("WATCHDOG=1")
            began_s = time.monotonic()
            _hold_up(server, way)
            _wait_until_hungry(manager, watchdog_s)
        time.sleep(RESTART_S)
        with _server(manager, watchdog_s):
            _answers(_wait_until_ready(manager))
            return time.monotonic() - began_s


@contextmanager
def _manager(address: Path) -> Iterator[Manager]:
    address.unlink(missing_ok=True)
    manager = Manager(address)
    try:
        yield manager
    finally:
        manager.close()


@contextmanager
def _server(manager: Manager, watchdog_s: float) -> Iterator["subprocess.Popen[str]"]:
    words = ["-m", "tests.edge_app.service.held_server", "serve", "--port", "0"]
    notify = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": str(round(watchdog_s * 1e6))}
    with subprocess.Popen(
        [sys.executable, *words, "--camera", "fake"],
        cwd=ROOT,
        env={**os.environ, **notify},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _hold_up(server: "subprocess.Popen[str]", way: str) -> None:
    if way == "the process":
        server.send_signal(signal.SIGSTOP)
        return
    assert server.stdin
    server.stdin.write({"the model": "model\n", "the main loop": "server\n"}[way])
    server.stdin.flush()


def _wait_until_ready(manager: Manager) -> str:
    return manager.wait_for(lambda line: line.startswith("STATUS=Ready at ")).split()[-1]


def _wait_until_hungry(manager: Manager, watchdog_s: float) -> None:
    """Until no sign of life came for as long as systemd waits for one."""
    end_s = time.monotonic() + PATIENCE_S
    with suppress(AssertionError):
        while time.monotonic() < end_s:
            manager.wait_for("WATCHDOG=1", seconds=watchdog_s)
        raise RuntimeError("It is held up, and fed all the same.")


def _answers(url: str, *, timeout_s: float = 30) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{url}healthz", timeout=timeout_s) as answer:
        return bool(answer.status == 200)
    return False


def _without_a_watchdog(folder: Path, patience_s: float) -> str:
    with running(folder, UNPROTECTED) as server:
        server.process.send_signal(signal.SIGSTOP)
        url = f"http://127.0.0.1:{server.port}/"
        return "at once" if _answers(url, timeout_s=patience_s) else f"not within {patience_s:g}"
