"""Run a command with all that it starts: its time, its memory, and one of its workers killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import TREE, last_line
from benchmarks.process_figures import PROC, peak_rss_bytes
from benchmarks.turns import CandidateError

SAMPLE_S = 0.2
WORKER = b"MapWorker(Map(Worker))"  # As Ray names the process.


@dataclass(frozen=True)
class Memory:
    """Peaks in bytes. ``all_bytes`` is the sum over all processes at one moment, in which what
    they share is counted once; of the command itself and of its largest worker, the resident."""

    all_bytes: int = 0
    command_bytes: int = 0
    worker_bytes: int = 0

    def with_sample(self, command: int, others: Sequence[int]) -> "Memory":
        """The peaks with those of this moment."""
        workers = [one for one in others if WORKER in words_of(one)]
        return Memory(
            max(self.all_bytes, sum(map(proportional_bytes, (command, *others)))),
            max(self.command_bytes, peak_rss_bytes(command) or 0),
            max([self.worker_bytes, *(peak_rss_bytes(one) or 0 for one in workers)]),
        )


def timed(words: Sequence[str], output: Path) -> float:
    """Seconds of ``edge-app`` with ``words``, from its start to its end.

    Raises CandidateError: it failed.
    """
    started = time.perf_counter()
    process = _start(words, output)
    _finish(process)
    return time.perf_counter() - started


def with_memory(words: Sequence[str], output: Path) -> Memory:
    """The memory of the same, looked at five times a second. Raises CandidateError: it failed."""
    process = _start(words, output)
    memory = Memory()
    while process.poll() is None:
        memory = memory.with_sample(process.pid, list(below(process.pid)))
        time.sleep(SAMPLE_S)
    _finish(process)
    return memory


def with_killed_worker(words: Sequence[str], output: Path, *, ready: Callable[[], bool]) -> None:
    """The same, with one worker killed once ``ready``. Raises CandidateError: it failed, or ended
    before."""
    process = _start(words, output)
    while not ready():
        if process.poll() is not None:
            _finish(process)
            raise CandidateError("The job ended before a worker could be killed.")
        time.sleep(0.01)
    os.kill(next(one for one in below(process.pid) if WORKER in words_of(one)), signal.SIGKILL)
    _finish(process)


def below(process: int, *, proc: Path = PROC) -> Iterator[int]:
    """The processes that a process has started, and those that they have."""
    for path in proc.glob("[0-9]*/stat"):
        if _content(path).rpartition(b")")[2].split()[1:2] == [str(process).encode()]:
            child = int(path.parent.name)
            yield from (child, *below(child, proc=proc))


def words_of(process: int, *, proc: Path = PROC) -> bytes:
    """The command line of a process, empty for one that is gone."""
    return _content(proc / str(process) / "cmdline")


def proportional_bytes(process: int, *, proc: Path = PROC) -> int:
    """Resident memory of a process, of which shared pages count in parts: Pss of proc(5)."""
    lines = _content(proc / str(process) / "smaps_rollup").splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(b"Pss:"))


def _start(words: Sequence[str], output: Path) -> subprocess.Popen[str]:
    with open(output, "w") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "edge_app", *words],
            cwd=TREE, stdout=file, stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip


def _finish(process: subprocess.Popen[str]) -> None:
    errors = process.communicate()[1]
    if process.returncode:
        raise CandidateError(f"It failed: {last_line(errors)}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
