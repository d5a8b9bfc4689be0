"""What a process and its children take of the machine, read from ``/proc``."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MIB = 2**20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SAMPLE_S = 0.02


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def _status_mib(pid: int, field_name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field_name + ":"))


def resident_mib(pid: int) -> float:
    """Memory in use now."""
    return sum(_status_mib(one, "VmRSS") for one in family(pid))


def peak_mib(pid: int) -> float:
    """The most memory since ``forget_peak``."""
    return sum(_status_mib(one, "VmHWM") for one in family(pid))


def forget_peak(pid: int) -> None:
    """Begin anew to note the peak."""
    for one in family(pid):
        Path(f"/proc/{one}/clear_refs").write_text("5")


def descriptors(pid: int) -> int:
    """How many files and sockets are open."""
    return sum(_count(f"/proc/{one}/fd") for one in family(pid))


def threads(pid: int) -> int:
    """How many threads run."""
    return sum(_count(f"/proc/{one}/task") for one in family(pid))


def processor_s(pid: int) -> float:
    """Processor time used since the start."""
    used = 0
    for one in family(pid):
        after_name = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        used += int(after_name[11]) + int(after_name[12])
    return used / TICKS_PER_S


def temporary_bytes(pid: int, folder: Path) -> int:
    """The size of all files in ``folder``, also of those open ones that have no name any more."""
    named = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return named + sum(_nameless_bytes(one, folder) for one in family(pid))


def _count(folder: str) -> int:
    return sum(1 for _ in Path(folder).iterdir())


def _nameless_bytes(pid: int, folder: Path) -> int:
    size = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
            if target.startswith(str(folder)) and target.endswith(" (deleted)"):
                size += link.stat().st_size
        except FileNotFoundError:  # Closed meanwhile.
            continue
    return size


@dataclass
class Highest:
    """The highest value seen so far."""

    value: float = field(default=0)


@contextmanager
def highest(figure: Callable[[], float]) -> Iterator[Highest]:
    """Look at a figure again and again until the end of the block."""
    seen, end = Highest(), threading.Event()

    def look() -> None:
        while not end.wait(SAMPLE_S):
            seen.value = max(seen.value, figure())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        end.set()
        watcher.join()
