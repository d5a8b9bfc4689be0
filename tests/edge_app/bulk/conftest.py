"""A cluster of Ray for the tests of a module, and pictures in every kind of source."""

import io
import json
import os
import socket
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

BULK = os.environ.get("BULK_PYTHON", "")
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Cluster:
    """Where it is, and the number of the process that has started all of its others."""

    address: str
    process: int


@pytest.fixture(scope="module")
def environment(root: Path) -> dict[str, str]:
    ray = {"RAY_AUTH_TOKEN": "0123456789abcdef" * 4, "RAY_worker_niceness": "0"}
    return {**os.environ, **ray, "PYTHONPATH": str(root)}


@pytest.fixture(scope="module")
def bulk_python() -> str:
    """The interpreter of the environment that has Ray."""
    assert BULK
    return BULK


@pytest.fixture(scope="module")
def run(environment: dict[str, str], bulk_python: str) -> Run:
    """Run ``edge-app`` where Ray is, in a folder that has nothing to do with it."""

    def run_words(*words: object, python: str = bulk_python) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "edge_app", *map(str, words)],
            capture_output=True, text=True, env=environment, cwd="/", check=False, timeout=300,
        )  # fmt: skip

    return run_words


@pytest.fixture(scope="module")
def cluster(bulk_python: str, environment: dict[str, str]) -> Iterator[Cluster]:
    """A cluster of one machine with two cores."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ray = Path(bulk_python).with_name("ray")
    start = [
        ray, "start", "--head", "--block", f"--port={port}", "--node-ip-address=127.0.0.1",
        "--num-cpus=2", "--num-gpus=0", "--include-dashboard=false", "--disable-usage-stats",
        "--object-store-memory=80000000",
    ]  # fmt: skip
    at_once = {"RAY_GRACEFUL_SHUTDOWN_DRAIN_TIMEOUT_S": "0"}
    guarded = {**environment, "RAY_AUTH_MODE": "token", **at_once}
    # Not pytest's folder: the path of a socket has at most 107 bytes.
    with (
        tempfile.TemporaryDirectory(prefix="ray-") as folder,
        subprocess.Popen(
            [*start, f"--temp-dir={folder}"], env=guarded, stdout=subprocess.PIPE, text=True
        ) as head,
    ):
        assert head.stdout is not None
        assert any("Ray runtime started" in line for line in head.stdout)
        yield Cluster(f"127.0.0.1:{port}", head.pid)
        head.terminate()
        head.stdout.read()


@pytest.fixture(scope="module")
def read_rows(bulk_python: str) -> Callable[[Path], list[dict[str, Any]]]:
    """All rows of the Parquet files in a folder, as any reader of such folders sees them."""

    def read(folder: Path) -> list[dict[str, Any]]:
        program = (
            "import json, sys, pyarrow.parquet as pq\n"
            "print(json.dumps(pq.read_table(sys.argv[1]).to_pylist()))"
        )
        words = [bulk_python, "-c", program, str(folder)]
        return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)

    return read


def png(seed: int) -> bytes:
    """The same picture for the same seed."""
    pixels = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG")
    return packed.getvalue()


@pytest.fixture(scope="module")
def slow_pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 24 pictures that take long to decode."""
    folder = tmp_path_factory.mktemp("slow")
    for i in range(24):
        picture = Image.new("RGB", (2000, 2000), (10 * i, 255 - 10 * i, 99))
        picture.save(folder / f"{i:02}.png", compress_level=1)
    return folder


def write_tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def write_parquet(python: str, path: Path, columns: dict[str, list[Any]], *, group: int) -> None:
    """Write a table; the text of JSON stands for bytes in Latin-1 in columns called so."""
    program = (
        "import json, sys, pyarrow as pa, pyarrow.parquet as pq\n"
        "def real(v): return {k: real(x) for k, x in v.items()} if isinstance(v, dict) else v\n"
        "columns = json.load(sys.stdin)\n"
        "pack = lambda v: None if v is None else v.encode('latin-1')\n"
        "if 'bytes' in columns: columns['bytes'] = [pack(v) for v in columns['bytes']]\n"
        "for v in columns.get('image', []): v['bytes'] = pack(v['bytes'])\n"
        "pq.write_table(pa.table(columns), sys.argv[1], row_group_size=int(sys.argv[2]))"
    )
    words = [python, "-c", program, str(path), str(group)]
    subprocess.run(words, input=json.dumps(columns), text=True, check=True)
