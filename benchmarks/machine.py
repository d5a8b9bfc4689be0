"""What the measurement ran on, and in which state: None wherever the machine does not tell.

Neither host name, user name nor serial number is read.
"""

import datetime
import importlib.metadata
import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

from edge_app.processor import cpu_name, cpuinfo_value, usable_cores

SYSFS = Path("/sys")
PROC = Path("/proc")
# Bits of `vcgencmd get_throttled`, from the documentation of Raspberry Pi OS. The same events,
# 16 bits higher, "have occurred" since the board was started.
THROTTLE_BITS = ("under-voltage", "frequency capped", "throttled", "soft temperature limit")


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
    cpuinfo = _text(proc / "cpuinfo") or ""
    return Machine(
        board=_text(proc / "device-tree/model") or cpuinfo_value(cpuinfo, "Model"),
        cpu=cpu_name(cpuinfo),
        cores=usable_cores(),
        memory_bytes=_memory_bytes(),
        system=_system(),
        kernel=platform.release(),
        architecture=platform.machine(),
        governor=_text(sysfs / "devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        python=platform.python_version(),
        numpy=importlib.metadata.version("numpy"),
        pillow=importlib.metadata.version("pillow"),
    )


def read_state(*, sysfs: Path = SYSFS) -> MachineState:
    """The state that the machine is in now."""
    frequency_khz = _text(sysfs / "devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")
    return MachineState(
        time_utc=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        load_average=os.getloadavg() if hasattr(os, "getloadavg") else None,
        frequency_mhz=float(frequency_khz) / 1000 if frequency_khz else None,
        temperature_celsius=cpu_temperature(sysfs / "class/thermal"),
        throttled=throttled(sysfs),
        throttle_count=throttle_count(sysfs),
    )


def cpu_temperature(zones: Path) -> float | None:
    """The temperature in degrees Celsius of the first thermal zone that is named after the CPU."""
    for zone in sorted(zones.glob("thermal_zone*")):
        kind, millidegrees = _text(zone / "type") or "", _text(zone / "temp")
        if millidegrees and any(word in kind.lower() for word in ("cpu", "pkg", "soc")):
            return float(millidegrees) / 1000
    return None


def throttle_flags(answer: str) -> tuple[str, ...] | None:
    """The flags in an answer such as "throttled=0x50005"; None when it is not such an answer."""
    _, _, number = answer.strip().partition("=")
    try:
        bits = int(number, 16)
    except ValueError:
        return None
    now = [name for i, name in enumerate(THROTTLE_BITS) if (bits >> i) & 1]
    before = [
        f"{name} since start-up" for i, name in enumerate(THROTTLE_BITS) if (bits >> (i + 16)) & 1
    ]
    return (*now, *before)


def throttled(sysfs: Path) -> tuple[str, ...] | None:
    """What a Raspberry Pi says of its power and heat: by its firmware's tool, or else by sysfs."""
    command = ["vcgencmd", "get_throttled"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        pass  # Not a Raspberry Pi, a system without the tool, or a user that may not ask.
    else:
        return throttle_flags(done.stdout)
    # Raspberry Pi's own kernels show the same bits here, in hexadecimal without a prefix.
    bits = _text(sysfs / "devices/platform/soc/soc:firmware/get_throttled")
    if bits is not None:
        return throttle_flags(f"throttled={bits}")
    return _voltage_alarm(sysfs)


def _voltage_alarm(sysfs: Path) -> tuple[str, ...] | None:
    """Under-voltage as Linux's driver raspberrypi-hwmon tells it, of any kernel since 5.0."""
    for sensor in sorted(sysfs.glob("class/hwmon/hwmon*")):
        if _text(sensor / "name") == "rpi_volt":
            return (THROTTLE_BITS[0],) if _text(sensor / "in0_lcrit_alarm") == "1" else ()
    return None


def throttle_count(sysfs: Path) -> int | None:
    """How often the processor's cores were held down for heat, as Linux counts it on Intel's."""
    pattern = "devices/system/cpu/cpu*/thermal_throttle/core_throttle_count"
    counts = [_text(path) or "" for path in sysfs.glob(pattern)]
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


def _text(path: Path) -> str | None:
    try:
        return path.read_text(errors="replace").strip("\0\n ") or None
    except OSError:
        return None
