"""Stop a program at each of its steps on the disk, as a power cut or a broken disk would.

strace(1) sees every system call, whoever makes it, and can kill the process before one takes
effect, or let it fail. Steps are the calls that change a folder: a file or folder made or removed,
bytes written, forced to the disk, a name given.
"""

import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge_app.settings.places import without_settings
from tests.attacks.victim import ROOT

WRITES = ("write", "pwrite64", "sendfile")
SYNCS = ("fsync", "fdatasync")
RENAMES = ("rename", "renameat", "renameat2")
STEPS = (*WRITES, *SYNCS, *RENAMES, "mkdir", "unlink", "unlinkat", "rmdir")
CALL = re.compile(r"(\d+) +(\w+)\((.*)")
OPENED = re.compile(r"\d+<([^>]*)>")
QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Step:
    """The call ``name``, the ``number``-th of that name in its thread, and the ``paths`` in it."""

    name: str
    number: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    """How a process ended (negative: by that signal), and what it said."""

    status: int
    stdout: str
    stderr: str


def run(words: list[str], *, home: Path, log: Path | None = None, inject: str = "") -> Ended:
    """Run a program of ours under strace.

    ``log`` gets the trace. ``inject`` is what happens at one step, as strace(1) writes it:
    ``fsync:signal=SIGKILL:when=3``, ``write:error=EIO:when=1``.
    """
    if shutil.which("strace") is None:
        pytest.skip("no strace: sudo apt install strace")
    # Not --seccomp-bpf: with it, strace 6.1 injects nothing.
    traced = ["strace", "-f", "-qqq", "-y", "-o", str(log or os.devnull)]
    traced += ["-e", f"trace={','.join(STEPS)}"]
    traced += ["-e", f"inject={inject}"] if inject else []
    environment = {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = subprocess.run(
        [*traced, *words],
        cwd=ROOT,
        env={**without_settings(os.environ), **environment},
        capture_output=True,
        text=True,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def steps(log: Path, folder: Path) -> list[Step]:
    """Those steps of a trace that change something below ``folder``, in their order."""
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for line in log.read_text().splitlines():
        if call := CALL.match(line):
            thread, name, arguments = call.groups()
            counted[thread, name] += 1
            paths = (*OPENED.findall(arguments), *QUOTED.findall(arguments))
            own = tuple(path for path in paths if f"{path}/".startswith(f"{folder}/"))
            if own and name in STEPS:
                found.append(Step(name, counted[thread, name], own))
    return found


def killing(step: Step) -> str:
    """For ``inject``: the power fails before this step."""
    return f"{step.name}:signal=SIGKILL:when={step.number}"


def failing(step: Step, error: str) -> str:
    """For ``inject``: the disk refuses this step, with an ``error`` such as ENOSPC."""
    return f"{step.name}:error={error}:when={step.number}"


def out_of_order(found: list[Step]) -> list[str]:
    """Final names that were given to a file that was not yet on the disk, or not forced after.

    For each: its content is forced (fsync) before it gets its name, and its folder after.
    """
    synced: set[str] = set()
    owed: dict[str, str] = {}
    wrong = []
    for step in found:
        if step.name in SYNCS:
            synced.add(step.paths[0])
            owed = {name: path for name, path in owed.items() if path != step.paths[0]}
        elif step.name in WRITES:
            synced.discard(step.paths[0])
        elif step.name in RENAMES:
            old, new = step.paths[-2:]
            if old not in synced:
                wrong.append(f"{new} was named before it was on the disk")
            owed[new] = str(Path(new).parent)
    return wrong + [f"the folder of {name} was not forced to the disk" for name in owed]
