"""Two hosts that train one net: two processes of JAX, of which one is killed and both resume."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.attack  # Five processes compile the net: minutes of a core.
# The sums over a batch are added up in another order: what that comes to in three epochs.
LOSS_TOLERANCE = 1e-3
IMAGES = 61


@dataclass(frozen=True)
class End:
    """How a process ended, and what it printed."""

    status: int
    stdout: str
    stderr: str

    @property
    def curves(self) -> dict[str, list[float]]:
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def weights(self) -> str:
        return re.search(r"SHA-256 of its weights, as on host 0: (\w{64})", self.stdout)[1]


@pytest.fixture(scope="module")
def start(few_images, root, tmp_path_factory):
    """A function that starts a process of the training, to be waited for by ``end``."""
    environment = {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        # What one process has compiled, the others need not.
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path_factory.mktemp("compiled")),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }

    def start_one(folder: Path, *, hosts=0, index=0, port=0, dies=0) -> subprocess.Popen:
        words = [folder, few_images, hosts, index, f"127.0.0.1:{port}", dies]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.training.host_training", *map(str, words)],
            cwd=root,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start_one


def end(process: subprocess.Popen) -> End:
    stdout, stderr = process.communicate()
    return End(process.returncode, stdout, stderr)


@pytest.fixture(scope="module")
def alone(start, tmp_path_factory) -> End:
    """One process, on one device."""
    return end(start(tmp_path_factory.mktemp("alone")))


@pytest.fixture(scope="module")
def stopped_and_resumed(start, tmp_path_factory) -> tuple[Path, list[End], list[End]]:
    """Two hosts, of which the second is killed after its first epoch; and both again."""
    first, second = (tmp_path_factory.mktemp(name) for name in ("first", "second"))

    def both(dies: int) -> list[End]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        pair = [
            start(first, hosts=2, index=0, port=port),
            start(second, hosts=2, index=1, port=port, dies=dies),
        ]
        return [end(process) for process in pair]

    stopped = both(1)
    assert (first / "checkpoint.npz").exists()
    return second, stopped, both(0)


def test_a_killed_host_ends_the_others_and_says_how_to_go_on(stopped_and_resumed):
    _, (left, killed), _ = stopped_and_resumed
    assert killed.status == -signal.SIGKILL
    assert left.status != 0
    # JAX may find it out first, and end the process with words of its own.
    assert re.search("Another host of this training has stopped|another task died", left.stderr)


def test_resumed_hosts_have_the_same_weights_and_the_curve_of_one_process(
    stopped_and_resumed, alone
):
    _, _, (first, second) = stopped_and_resumed
    assert (alone.status, first.status, second.status) == (0, 0, 0), first.stderr + second.stderr
    assert first.weights == second.weights
    assert first.curves == second.curves
    for name, expected in alone.curves.items():
        tolerance = LOSS_TOLERANCE if name.endswith("loss") else 1.01 / IMAGES
        assert first.curves[name] == pytest.approx(expected, abs=tolerance), name
    assert alone.curves["loss"][2] < alone.curves["loss"][0]


def test_host_0_alone_writes_and_reports(stopped_and_resumed):
    folder, stopped, resumed = stopped_and_resumed
    assert list(folder.iterdir()) == []
    assert [line[:9] for line in stopped[0].stdout.splitlines()] == ["epoch   1"]
    assert "epoch   3/3" in resumed[0].stdout
    assert "epoch   1/3" not in resumed[0].stdout
    assert "epoch" not in resumed[1].stdout
