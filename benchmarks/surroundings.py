"""What a measurement ran on, in which state the machine was, and what else it had to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cpu_use import PROC, CpuUse
from benchmarks.machine import Machine, MachineState, read_machine, read_state
from benchmarks.verdict import reasons_unfit

# Linux counts CPU time in hundredths of a second: a second tells a core's use to within 1 %.
LOOK_S = 1.0


@dataclass(frozen=True)
class Surroundings:
    """What a record says of machine and verdict.

    ``other_cores`` is how many cores others kept busy on average while it was measured, and
    ``other_cores_before`` right before; None where nobody knows.
    """

    machine: Machine
    start: MachineState
    end: MachineState
    other_cores: float | None
    other_cores_before: float | None

    @property
    def unfit(self) -> list[str]:
        """Why the measurement may be no reference: the machine was busy, or throttled."""
        return reasons_unfit(
            cores=self.machine.cores,
            start=self.start,
            end=self.end,
            other_cores=self.other_cores,
            other_cores_before=self.other_cores_before,
        )

    def as_json(self, *, more_doubts: Sequence[str]) -> dict[str, Any]:
        """The keys of a record about machine and verdict; ``more_doubts`` are the measurement's."""
        doubts = [*self.unfit, *more_doubts]
        return {
            "machine": asdict(self.machine),
            "start": asdict(self.start),
            "end": asdict(self.end),
            "other_cores_before": _rounded(self.other_cores_before),
            "other_cores": _rounded(self.other_cores),
            "stable": not doubts,
            "warnings": doubts,
            "may_be_reference": not self.unfit,
            "why_no_reference": self.unfit,
        }


class Watch:
    """Watches the surroundings: from when it is made, and apart from when the measurement begins.

    What comes between the two, such as opening the models, is our own work, and not counted.
    """

    def __init__(self, *, proc: Path = PROC) -> None:
        self._proc = proc
        self._machine, self._start, self._use = read_machine(), read_state(), CpuUse(proc=proc)
        self._before: float | None = None

    @property
    def cores(self) -> int:
        """The cores that this process may use."""
        return self._machine.cores

    def begin(self) -> None:
        """Call it right before the measurement. It waits until it has watched for LOOK_S."""
        self._before = self._use.other_cores(at_least_s=LOOK_S)
        self._use = CpuUse(proc=self._proc)

    def end(self) -> Surroundings:
        """The surroundings from the beginning of the measurement until now."""
        other_cores = self._use.other_cores()
        return Surroundings(self._machine, self._start, read_state(), other_cores, self._before)


def _rounded(cores: float | None) -> float | None:
    return None if cores is None else round(cores, 3)
