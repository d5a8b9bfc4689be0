"""A server whose disk is full, then read-only, then well again; run in a mount namespace.

The argument is a folder to work in. Prints one JSON object: what was answered in each state.
"""

import hashlib
import http.client
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.attacks.victim import ROOT, SERVE, Victim, running
from tests.edge_app.brought_models import write_foreign, write_ours

DISK_BYTES = 3 * 2**20
STORE = Path("home") / "models"
ACTIVE = "/api/v1/models/active"
PICTURE = ROOT / "tests" / "fuzz" / "corpus" / "picture" / "seed-00"


def main(base: Path) -> None:
    for name in ("home", "tmp"):
        (base / name).mkdir(parents=True)
        mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(base / name))
    store = base / STORE
    install(base, write_ours(base / "net"))
    with running(base, (*SERVE, "--models-folder", str(store))) as server:
        seen = {"well": answers(server, base)}
        before = hashes(store)
        for name in ("home", "tmp"):
            fill(base / name)
        seen["full"] = answers(server, base)
        seen["full"]["unchanged"] = hashes(store) == before
        for name in ("home", "tmp"):
            (base / name / "filler").unlink()
            mount("-o", "remount,ro", str(base / name))
        seen["read-only"] = answers(server, base)
        seen["read-only"]["unchanged"] = hashes(store) == before
        for name in ("home", "tmp"):
            mount("-o", "remount,rw", str(base / name))
        seen["well again"] = answers(server, base)
        seen["log"] = server.log_lines()  # type: ignore[assignment]
    print(json.dumps(seen))


def answers(server: Victim, base: Path) -> dict[str, Any]:
    """What the server and the command say now, of all that they can be asked to do."""
    picture = PICTURE.read_bytes()[1:]
    code, said = install(base, write_foreign(base / "theirs"))
    if code == 0:
        command(base, "remove", "theirs")
    return {
        "healthz": ask(server.port, "GET", "/healthz"),
        "page": ask(server.port, "GET", "/")[:1],
        "classify": ask(server.port, "POST", "/api/v1/classify", picture)[:1],
        "choose": ask(server.port, "POST", ACTIVE, b'{"name": "net"}', "application/json"),
        "choose another": ask(
            server.port, "POST", ACTIVE, b'{"name": "cifar10-resnet8"}', "application/json"
        )[:1],
        "install": [code, said],
    }


def ask(
    port: int, method: str, path: str, body: bytes | None = None, kind: str = "image/jpeg"
) -> list[Any]:
    """Status and content of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    is_json = answer.headers["Content-Type"] == "application/json"
    return [answer.status, json.loads(content) if is_json else ""]


def install(base: Path, source: Path) -> tuple[int, str]:
    """Exit status and message of ``edge-app models install``."""
    return command(base, "install", str(source))


def command(base: Path, *words: str) -> tuple[int, str]:
    """Exit status and message of ``edge-app models``."""
    ended = subprocess.run(
        [sys.executable, "-m", "edge_app", "models", *words, "--models-folder", base / STORE],
        cwd=ROOT,
        env={**os.environ, "HOME": str(base / "home"), "TMPDIR": str(base / "tmp")},
        capture_output=True,
        text=True,
    )
    return ended.returncode, ended.stderr


def fill(folder: Path) -> None:
    """Leave no byte of the disk."""
    with suppress(OSError), open(folder / "filler", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of all files."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
