"""How much of the CPU others took meanwhile, from Linux's /proc; None where there is none."""

import os
import time
from pathlib import Path

PROC = Path("/proc")
# The columns of the first line of /proc/stat that are work, by proc(5): user, nice, system, irq,
# softirq, and steal, which is what other guests of the same host took. Guest time is in user.
WORK_COLUMNS = (0, 1, 2, 5, 6, 7)


class CpuUse:
    """Counts from the moment it is made; workers count as ours while they live or once reaped."""

    def __init__(self, *, proc: Path = PROC) -> None:
        self._proc = proc
        self._started = time.monotonic()
        self._machine = machine_seconds(proc)
        self._own = own_seconds(proc)

    def other_cores(self, *, at_least_s: float = 0.0) -> float | None:
        """How many cores others kept busy on average, since the start.

        When that was less than ``at_least_s`` ago, it waits until then.
        """
        if at_least_s:
            time.sleep(max(0.0, self._started + at_least_s - time.monotonic()))
        machine, own = machine_seconds(self._proc), own_seconds(self._proc)
        if machine is None or own is None or self._machine is None or self._own is None:
            return None
        elapsed = max(1e-3, time.monotonic() - self._started)
        return max(0.0, ((machine - self._machine) - (own - self._own)) / elapsed)


def machine_seconds(proc: Path) -> float | None:
    """CPU seconds that all work of the machine has taken since it was started."""
    try:
        first = (proc / "stat").read_text().splitlines()[0].split()
        return sum(int(first[1 + column]) for column in WORK_COLUMNS) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def own_seconds(proc: Path, *, process: int | None = None) -> float | None:
    """CPU seconds of a process (this one by default) and its children, with those that ended."""
    own = os.getpid() if process is None else process
    found = [_fields(path) for path in proc.glob("[0-9]*/stat")]
    mine = [fields for number, fields in found if number == own or fields[1:2] == [str(own)]]
    if not mine:
        return None
    # Time in user and in kernel mode: of the process, and of its children that were waited for.
    return sum(int(field) for fields in mine for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _fields(path: Path) -> tuple[int, list[str]]:
    """A process's number, and its fields of proc(5) from the third on; none when it has ended."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return 0, []
    # The second field is a name in brackets that may hold spaces.
    return int(path.parent.name), text.rpartition(")")[2].split()
