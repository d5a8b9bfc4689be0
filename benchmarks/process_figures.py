"""Memory and CPU time of a running process, from Linux; None elsewhere."""

import re
import time
from pathlib import Path

PROC = Path("/proc")
# clock_getcpuclockid(3) makes the clock of a process so; glibc's posix-cpu-timers.h has the number.
CPUCLOCK_SCHED = 2


def peak_rss_bytes(process: int, *, proc: Path = PROC) -> int | None:
    """The most resident memory that a process had since its start, or since ``reset_peak``."""
    return _status(process, "VmHWM", proc)


def rss_bytes(process: int, *, proc: Path = PROC) -> int | None:
    """The resident memory of a process now."""
    return _status(process, "VmRSS", proc)


def reset_peak(process: int, *, proc: Path = PROC) -> None:
    """Let ``peak_rss_bytes`` begin anew. Where it cannot, it goes on from the process's start."""
    try:
        (proc / str(process) / "clear_refs").write_text("5")  # proc(5): resets VmHWM.
    except OSError:
        return  # No Linux, or a container that does not allow it; the peak is the whole life's.


def cpu_seconds(process: int) -> float | None:
    """The CPU time that a process has taken, in user and in kernel mode, to the microsecond."""
    try:
        return time.clock_gettime((~process << 3) | CPUCLOCK_SCHED)
    except (OSError, AttributeError):
        return None


def _status(process: int, key: str, proc: Path) -> int | None:
    text = _text(proc / str(process) / "status") or ""
    found = re.search(rf"^{key}:\s+(\d+) kB$", text, re.MULTILINE)
    return 1024 * int(found[1]) if found else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return None
