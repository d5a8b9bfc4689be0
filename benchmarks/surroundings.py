"""What a measurement ran on, in which state the machine was, and what else it had to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.cpu_use import CpuUse
from benchmarks.machine import Machine, MachineState, read_machine, read_state
from benchmarks.verdict import reasons_unfit


@dataclass(frozen=True)
class Surroundings:
    """``other_cores`` is how many cores others kept busy on average; None where nobody knows."""

    machine: Machine
    start: MachineState
    end: MachineState
    other_cores: float | None

    @property
    def unfit(self) -> list[str]:
        """Why the measurement may be no reference: the machine was busy, or throttled."""
        return reasons_unfit(
            cores=self.machine.cores,
            start=self.start,
            end=self.end,
            other_cores=self.other_cores,
        )

    def as_json(self, *, more_doubts: Sequence[str]) -> dict[str, Any]:
        """The keys of a record about machine and verdict; ``more_doubts`` are the measurement's."""
        doubts = [*self.unfit, *more_doubts]
        return {
            "machine": asdict(self.machine),
            "start": asdict(self.start),
            "end": asdict(self.end),
            "other_cores": None if self.other_cores is None else round(self.other_cores, 3),
            "stable": not doubts,
            "warnings": doubts,
            "may_be_reference": not self.unfit,
            "why_no_reference": self.unfit,
        }


class Watch:
    """Watches the surroundings from the moment it is made."""

    def __init__(self) -> None:
        self._machine, self._start, self._use = read_machine(), read_state(), CpuUse()

    def end(self) -> Surroundings:
        """The surroundings from the start until now."""
        return Surroundings(self._machine, self._start, read_state(), self._use.other_cores())
