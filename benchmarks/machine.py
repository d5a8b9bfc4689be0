"""What the measurement ran on, and in which state: None wherever the machine does not tell.

Neither host name, user name nor serial number is read.
"""

import datetime
import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from edge_app.board import (
    PROC,
    SYSFS,
    board_name,
    cpu_temperature,
    frequency_mhz,
    governor,
    text_of,
    throttled,
)
from edge_app.processor import cpu_name, usable_cores


@dataclass(frozen=True)
class Machine:
    """What does not change while a benchmark runs. ``cores`` are those this process may use."""

    board: str | None
    cpu: str | None
    cores: int
    memory_bytes: int | None
    system: str
    kernel: str
    architecture: str
    governor: str | None
    python: str
    numpy: str
    pillow: str


@dataclass(frozen=True)
class MachineState:
    """What may change: read once before and once after a benchmark.

    ``load_average`` is of the last 1, 5 and 15 minutes. ``throttled`` names what a Raspberry Pi
    reports; it is empty when all is well, and None on other machines. ``throttle_count`` is how
    often Intel's processors have held themselves down since start-up; None on others.
    """

    time_utc: str
    load_average: tuple[float, float, float] | None
    frequency_mhz: float | None
    temperature_celsius: float | None
    throttled: tuple[str, ...] | None
    throttle_count: int | None = None


def read_machine(*, sysfs: Path = SYSFS, proc: Path = PROC) -> Machine:
    """The machine that this process runs on."""
    return Machine(
        board=board_name(proc),
        cpu=cpu_name(text_of(proc / "cpuinfo") or ""),
        cores=usable_cores(),
        memory_bytes=_memory_bytes(),
        system=_system(),
        kernel=platform.release(),
        architecture=platform.machine(),
        governor=governor(sysfs),
        python=platform.python_version(),
        numpy=importlib.metadata.version("numpy"),
        pillow=importlib.metadata.version("pillow"),
    )


def read_state(*, sysfs: Path = SYSFS) -> MachineState:
    """The state that the machine is in now."""
    return MachineState(
        time_utc=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        load_average=os.getloadavg() if hasattr(os, "getloadavg") else None,
        frequency_mhz=frequency_mhz(sysfs),
        temperature_celsius=cpu_temperature(sysfs / "class/thermal"),
        throttled=throttled(sysfs),
        throttle_count=throttle_count(sysfs),
    )


def throttle_count(sysfs: Path) -> int | None:
    """How often the processor's cores were held down for heat, as Linux counts it on Intel's."""
    pattern = "devices/system/cpu/cpu*/thermal_throttle/core_throttle_count"
    counts = [text_of(path) or "" for path in sysfs.glob(pattern)]
    return sum(int(count) for count in counts if count.isdecimal()) if counts else None


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
