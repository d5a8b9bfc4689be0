"""The processor of this machine: its name, and the cores that this process may use."""

import os
import platform
from pathlib import Path

PROC_CPUINFO = Path("/proc/cpuinfo")
# Linux on ARM gives no name but this number; the table is that of `lscpu` (util-linux,
# sys-utils/lscpu-arm.c), as far as the boards of the Raspberry Pi go.
ARM_PARTS = {
    "0xb76": "ARM1176",
    "0xc07": "Cortex-A7",
    "0xd03": "Cortex-A53",
    "0xd08": "Cortex-A72",
    "0xd0b": "Cortex-A76",
}


def usable_cores() -> int:
    """How many CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def interpreters_for(threads: int) -> int:
    """How many interpreters of ``threads`` threads each keep the usable cores busy, at least 1."""
    return max(1, usable_cores() // threads)


def processor_name(*, cpuinfo: Path = PROC_CPUINFO) -> str | None:
    """The name of the first CPU in ``cpuinfo``; elsewhere what Python's platform module says."""
    try:
        return cpu_name(cpuinfo.read_text(errors="replace"))
    except OSError:
        return platform.processor() or None


def cpu_name(cpuinfo: str) -> str | None:
    """The name of the first CPU in the text of /proc/cpuinfo."""
    part = cpuinfo_value(cpuinfo, "CPU part")
    if part in ARM_PARTS:
        return ARM_PARTS[part]
    return cpuinfo_value(cpuinfo, "model name") or (f"ARM part {part}" if part else None)


def cpuinfo_value(cpuinfo: str, key: str) -> str | None:
    """The first value of ``key`` in the text of /proc/cpuinfo."""
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip() or None
    return None
