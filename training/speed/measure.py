"""Measure candidates in turn, so that what else the machine does falls on all of them alike."""

import itertools
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from edge_app.errors import PipelineError
from training.speed.candidates import Candidate
from training.speed.process import Worker


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """The images per second of a candidate in each round; or why there are none.

    ``first_step_seconds`` are for tracing and compiling too, and no part of the rates.
    """

    candidate: Candidate
    batch_size: int = 0
    first_step_seconds: float = 0.0
    images_per_second: tuple[float, ...] = ()
    error: str | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.images_per_second)

    @property
    def spread(self) -> float:
        """The distance of the fastest and the slowest round, as a share of the median."""
        return (max(self.images_per_second) - min(self.images_per_second)) / self.median


# The process of a candidate, None where it failed, and what is known of it so far.
Started = tuple[Worker | None, Measurement]


def measure(
    rows: Sequence[Candidate], *, steps: int, rounds: int, say: Callable[[str], None]
) -> list[Measurement]:
    """Measure ``rounds`` rounds of ``steps`` steps; ``say`` takes lines of progress.

    Only the processes of one recipe live at a time, for each of them holds a net in memory. In
    every second round they come in the opposite order.
    """
    measured = []
    for _, group in itertools.groupby(rows, key=lambda row: row.recipe):
        measured += _measure_together(list(group), steps=steps, rounds=rounds, say=say)
    return measured


def _measure_together(
    rows: list[Candidate], *, steps: int, rounds: int, say: Callable[[str], None]
) -> list[Measurement]:
    with ExitStack() as stack:
        measured = {row: _start(row, stack, say=say) for row in rows}
        for number in range(rounds):
            say(f"{rows[0].recipe}: round {number + 1}/{rounds}")
            for row in rows[:: -1 if number % 2 else 1]:
                worker, measurement = measured[row]
                if worker is not None:
                    measured[row] = _after_round(worker, measurement, steps=steps)
    return [measurement for _, measurement in measured.values()]


def _start(row: Candidate, stack: ExitStack, *, say: Callable[[str], None]) -> Started:
    try:
        worker = Worker(row)
    except PipelineError as error:
        say(f"{_title(row)}: {error}")
        return None, Measurement(candidate=row, error=str(error))
    stack.callback(worker.close)
    say(f"{_title(row)}: first step after {worker.first_step_seconds:.1f} s")
    return worker, Measurement(
        candidate=row,
        batch_size=worker.batch_size,
        first_step_seconds=worker.first_step_seconds,
    )


def _after_round(worker: Worker, measurement: Measurement, *, steps: int) -> Started:
    try:
        rate = steps * worker.batch_size / worker.seconds(steps)
    except PipelineError as error:
        return None, Measurement(candidate=measurement.candidate, error=str(error))
    rates = (*measurement.images_per_second, rate)
    return worker, replace(measurement, images_per_second=rates)


def _title(row: Candidate) -> str:
    threads = "" if row.threads is None else f", threads {row.threads}"
    return f"{row.recipe}, {row.label}{threads}"
