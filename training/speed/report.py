"""The table of a speed measurement, and the machine that it was made on."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.record import environment
from training.speed.measure import Measurement

SCHEMA = 1
# The training images of CIFAR-10 without 5,000 for validation.
EPOCH_IMAGES = 45_000
UNSTEADY = 0.1
BUSY_LOAD = 0.5

HEADER = (
    "| Recipe | Step | Threads | Batch | Images/s, median | Spread | s per epoch | First step, s |",
    "|---|---|---|---:|---:|---:|---:|---:|",
)


def describe_machine() -> dict[str, Any]:
    """Processor, cores that may be used, load of the last minute, and library versions."""
    made = environment()
    del made["keras_backend"]  # Each row has its own.
    return {
        **made,
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def speed_record(
    measured: Sequence[Measurement], *, machine: dict[str, Any], steps: int, rounds: int
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON. Rates are images per second."""
    return {
        "schema": SCHEMA,
        "machine": machine,
        "steps_per_round": steps,
        "rounds": rounds,
        "measurements": [asdict(each) for each in measured],
    }


def markdown(
    measured: Sequence[Measurement], *, machine: dict[str, Any], steps: int, rounds: int
) -> str:
    """The table, what it was measured on, and why it may not be trusted."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    made = (
        f"Measured on {machine['date']} by `python -m training speed`: {machine['cpu']}, "
        f"{machine['cores']} cores, {machine['machine']}, Python {machine['python']}, {versions}; "
        f"{rounds} rounds of {steps} steps, in turn. An epoch is {EPOCH_IMAGES:,} images; the "
        "spread is that of the fastest and the slowest round, as a share of the median."
    )
    return "\n".join([*HEADER, *map(_row, measured), "", made, *_warnings(measured, machine)])


def _row(measurement: Measurement) -> str:
    candidate = measurement.candidate
    cells = [f"`{Path(candidate.recipe).stem}`", candidate.label, str(candidate.threads or "")]
    if measurement.error is not None:
        return f"| {' | '.join(cells)} | | failed: {measurement.error.replace('|', '/')} | | | |"
    cells += [
        str(measurement.batch_size),
        f"{measurement.median:,.0f}",
        f"{100 * measurement.spread:.0f} %",
        _seconds(EPOCH_IMAGES / measurement.median),
        f"{measurement.first_step_seconds:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}"


def _warnings(measured: Sequence[Measurement], machine: dict[str, Any]) -> list[str]:
    warnings = []
    load = machine["load_average"]
    if load is not None and load > BUSY_LOAD:
        warnings.append(
            f"Not to be trusted: the machine was busy at the start (load {load:.1f}). Measure "
            "again when nothing else runs."
        )
    unsteady = [each for each in measured if each.error is None and each.spread >= UNSTEADY]
    if unsteady:
        warnings.append(
            f"Not to be trusted: {len(unsteady)} of {len(measured)} rows spread by "
            f"{100 * UNSTEADY:.0f} % or more."
        )
    return ["", *warnings] if warnings else []
