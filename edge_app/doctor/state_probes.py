"""In which state the machine is: clock, heat, power, and the time of day."""

import datetime

from edge_app.board import SINCE, THROTTLE_BITS
from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding

UNTOLD = "this machine does not tell"
# From 80 degrees on the firmware of a Raspberry Pi holds the clock down, by its documentation.
HOT_CELSIUS = 80.0
WARM_CELSIUS = 70.0
UNDER_VOLTAGE, *_HEAT_FLAGS = THROTTLE_BITS
SUPPLY = (
    "Use the board's own power supply (5 V and 3 A for a Raspberry Pi 4, 5 A for a 5) and a "
    "short, thick cable; unplug USB devices."
)
COOLING = "Give it a heat sink or a fan, and air."
# A Raspberry Pi up to the 4 has no clock of its own; without a network it starts in the past.
OLDEST_YEAR = 2024


def clock_speed(
    governor: str | None,
    *,
    driver: str | None,
    now_mhz: float | None,
    most_mhz: float | None,
) -> Finding:
    """``governor`` and ``driver`` are the kernel's names, the clocks those of the first core."""
    if governor is None:
        return Finding("clock speed", NOTE, UNTOLD)
    found = f"governor {governor}"
    if now_mhz is not None and most_mhz is not None:
        found += f", {now_mhz:.0f} of {most_mhz:.0f} MHz now"
    # Intel's own driver calls by this name what others call "ondemand".
    if governor == "powersave" and driver not in ("intel_pstate", "amd-pstate-epp"):
        return Finding(
            "clock speed",
            WARNING,
            f"{found}: it stays at its lowest",
            "echo ondemand | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
        )
    return Finding("clock speed", OK, found)


def temperature(celsius: float | None) -> Finding:
    """Of the processor."""
    if celsius is None:
        return Finding("temperature", NOTE, UNTOLD)
    found = f"{celsius:.0f} degrees Celsius"
    if celsius >= HOT_CELSIUS:
        return Finding("temperature", WARNING, f"{found}: the clock is held down", COOLING)
    if celsius >= WARM_CELSIUS:
        return Finding(
            "temperature", NOTE, f"{found}: near the limit of {HOT_CELSIUS:.0f}", COOLING
        )
    return Finding("temperature", OK, found)


def power(flags: tuple[str, ...] | None) -> Finding:
    """``flags`` are those of ``edge_app.board.throttled``."""
    if flags is None:
        return Finding("throttling", NOTE, UNTOLD)
    if not flags:
        return Finding("throttling", OK, "neither under-voltage nor throttling since start-up")
    remedies = []
    if any(flag.startswith(UNDER_VOLTAGE) for flag in flags):
        remedies.append(SUPPLY)
    if any(flag.startswith(heat) for flag in flags for heat in _HEAT_FLAGS):
        remedies.append(COOLING)
    return Finding("throttling", _level(flags), ", ".join(flags), " ".join(remedies))


def _level(flags: tuple[str, ...]) -> str:
    """Too low a voltage now breaks cards and answers; what is over is only to be known."""
    if UNDER_VOLTAGE in flags:
        return PROBLEM
    over = all(flag.endswith(SINCE) for flag in flags)
    return NOTE if over and not any(flag.startswith(UNDER_VOLTAGE) for flag in flags) else WARNING


def time_of_day(now: datetime.datetime) -> Finding:
    """Is the clock plausible? Records, logs and certificates need it."""
    found = now.strftime("%Y-%m-%d %H:%M UTC")
    if now.year < OLDEST_YEAR:
        return Finding(
            "time",
            WARNING,
            f"{found}: the clock was not set since start-up",
            "sudo timedatectl set-ntp true, with a network; or sudo date --set '2026-01-31 12:00'",
        )
    return Finding("time", OK, found)
