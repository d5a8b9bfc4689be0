"""What a board tells of itself in /proc and /sys: its name, clock, heat and power.

None wherever the machine does not tell. Neither host name nor serial number is read.
"""

import subprocess
from pathlib import Path

from edge_app.processor import cpuinfo_value

SYSFS = Path("/sys")
PROC = Path("/proc")
# Bits of `vcgencmd get_throttled`, from the documentation of Raspberry Pi OS. The same events,
# 16 bits higher, "have occurred" since the board was started.
THROTTLE_BITS = ("under-voltage", "frequency capped", "throttled", "soft temperature limit")
SINCE = " since start-up"


def text_of(path: Path) -> str | None:
    """The content of a small file of the kernel, without its end; None where there is none."""
    try:
        return path.read_text(errors="replace").strip("\0\n ") or None
    except OSError:
        return None


def board_name(proc: Path = PROC) -> str | None:
    """The name of the board, such as "Raspberry Pi 4 Model B Rev 1.4"."""
    cpuinfo = text_of(proc / "cpuinfo") or ""
    return text_of(proc / "device-tree/model") or cpuinfo_value(cpuinfo, "Model")


def governor(sysfs: Path = SYSFS) -> str | None:
    """How Linux chooses the clock of the first core, such as "ondemand"."""
    return text_of(sysfs / "devices/system/cpu/cpu0/cpufreq/scaling_governor")


def frequency_mhz(sysfs: Path = SYSFS, *, name: str = "scaling_cur_freq") -> float | None:
    """The clock of the first core now, or another of its limits by the kernel's name."""
    frequency_khz = text_of(sysfs / "devices/system/cpu/cpu0/cpufreq" / name)
    return float(frequency_khz) / 1000 if frequency_khz else None


def cpu_temperature(zones: Path = SYSFS / "class/thermal") -> float | None:
    """The temperature in degrees Celsius of the first thermal zone that is named after the CPU."""
    for zone in sorted(zones.glob("thermal_zone*")):
        kind, millidegrees = text_of(zone / "type") or "", text_of(zone / "temp")
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
    before = [f"{name}{SINCE}" for i, name in enumerate(THROTTLE_BITS) if (bits >> (i + 16)) & 1]
    return (*now, *before)


def throttled(sysfs: Path = SYSFS) -> tuple[str, ...] | None:
    """What a Raspberry Pi says of its power and heat: by its firmware's tool, or else by sysfs.

    Empty when all is well, None on other machines.
    """
    command = ["vcgencmd", "get_throttled"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        pass  # Not a Raspberry Pi, a system without the tool, or a user that may not ask.
    else:
        return throttle_flags(done.stdout)
    # Raspberry Pi's own kernels show the same bits here, in hexadecimal without a prefix.
    bits = text_of(sysfs / "devices/platform/soc/soc:firmware/get_throttled")
    if bits is not None:
        return throttle_flags(f"throttled={bits}")
    return _voltage_alarm(sysfs)


def _voltage_alarm(sysfs: Path) -> tuple[str, ...] | None:
    """Under-voltage as Linux's driver raspberrypi-hwmon tells it, of any kernel since 5.0."""
    for sensor in sorted(sysfs.glob("class/hwmon/hwmon*")):
        if text_of(sensor / "name") == "rpi_volt":
            return (THROTTLE_BITS[0],) if text_of(sensor / "in0_lcrit_alarm") == "1" else ()
    return None
