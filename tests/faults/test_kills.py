"""A server that is killed at any moment, also as it starts: the next one finds all in order."""

import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from edge_app.model_store import ModelStore
from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.victim import ROOT, SERVE, Victim, running

pytestmark = pytest.mark.workstation
NAMES = ("cifar10-resnet8", "cifar10-resnet8.float32")
LONGEST_S = 0.5
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
HEALTH = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"


@pytest.mark.attack
def test_10_kills_leave_a_sound_store(tmp_path: Path) -> None:
    assert wrong_after(tmp_path, kills=10) == []


@pytest.mark.soak
def test_100_kills_leave_a_sound_store(tmp_path: Path) -> None:
    assert wrong_after(tmp_path, kills=100) == []


def wrong_after(folder: Path, *, kills: int) -> list[str]:
    """What was wrong after each kill; of five, one comes while the server starts."""
    words = (*SERVE, "--models-folder", str(folder / "store"))
    moments = random.Random(kills)  # noqa: S311
    wrong: list[str] = []
    for number in range(kills):
        if number % 5 == 4:
            with subprocess.Popen([sys.executable, *words], cwd=ROOT, **SILENT) as one:
                time.sleep(moments.uniform(0, 2 * LONGEST_S))
                one.kill()
        else:
            with running(folder, words) as server:
                choosing(server, seconds=moments.uniform(0, LONGEST_S))
        wrong += problems(ModelStore(folder / "store"))
    with running(folder, words) as server:
        if statuses(exchange(server.port, HEALTH)) != [200]:
            wrong.append("It does not serve any more.")
    left = [str(path) for path in folder.rglob("*") if path.name.startswith((".partial", ".in"))]
    return wrong + left[1:]  # What the last kill left, the next change removes.


def choosing(server: Victim, *, seconds: float) -> None:
    """Let two clients choose models in turns for so long; then kill the server."""

    def choose() -> None:
        number = 0
        while server.process.poll() is None:
            number += 1
            body = f'{{"name": "{NAMES[number % 2]}"}}'.encode()
            head = upload_head(
                len(body), path="/api/v1/models/active", content_type="application/json"
            ).replace(b"HTTP/1.1", b"HTTP/1.0")
            with suppress(OSError):
                exchange(server.port, head + body)

    clients = [threading.Thread(target=choose) for _ in range(2)]
    for client in clients:
        client.start()
    time.sleep(seconds)
    server.process.kill()
    server.process.wait()
    for client in clients:
        client.join()


def problems(store: ModelStore) -> list[str]:
    """What is damaged, and what keeps the chosen model from being opened."""
    opened = store.open_active()
    return store.problems() + ([opened.problem] if opened.problem else [])
