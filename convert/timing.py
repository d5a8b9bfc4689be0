"""How long the files take here: a short measurement with the code of the benchmarks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.candidates import inspect
from benchmarks.latency import WARM_UP_INVOCATIONS, WARM_UP_ROUNDS, Settings, measure
from benchmarks.summary import Summary, summarize
from benchmarks.surroundings import Watch
from benchmarks.verdict import value_doubts

ROUNDS = 6
FILES = 1
# The time that all files together may take: to advise, not to publish.
BUDGET_MS = 10_000
MOST_INVOCATIONS = 50


@dataclass(frozen=True)
class Latencies:
    """Inference times in milliseconds by variant, on one thread of ``cpu``.

    ``doubts`` are the reasons why they may not repeat, in words; none when there is none.
    ``round_medians_ms`` has the median of each round: those of one round were measured together.
    """

    cpu: str
    invoke_ms: dict[str, Summary]
    doubts: tuple[str, ...]
    rounds: int = ROUNDS
    round_medians_ms: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """What holds for all variants, ready for JSON."""
        return {
            "threads": 1,
            "rounds": self.rounds,
            "cpu": self.cpu,
            "doubts": list(self.doubts),
            "invoke_ms": {variant: asdict(times) for variant, times in self.invoke_ms.items()},
        }


def measure_latencies(files: Mapping[str, Path], *, rounds: int = ROUNDS) -> Latencies:
    """Time the model ``files`` side by side, in interleaved rounds; seconds, not minutes."""
    watch = Watch()
    candidates = [inspect(variant, path) for variant, path in files.items()]
    slowest = [
        visits[0].invoke_ms[0]
        for visits in measure(candidates, Settings(rounds=1, invocations=1, files=FILES))
    ]
    count = invocations(sum(slowest), rounds=rounds)
    settings = Settings(rounds=rounds, invocations=count, files=FILES)
    watch.begin()
    visits = measure(candidates, settings)
    surroundings = watch.end()
    times = {
        candidate.name: summarize([ms for visit in its_visits for ms in visit.invoke_ms])
        for candidate, its_visits in zip(candidates, visits, strict=True)
    }
    medians = {
        candidate.name: tuple(median(visit.invoke_ms) for visit in its_visits)
        for candidate, its_visits in zip(candidates, visits, strict=True)
    }
    doubts = [*surroundings.unfit, *value_doubts(times, rounds=rounds)]
    machine = surroundings.machine
    where = machine.board or machine.cpu or machine.architecture
    return Latencies(where, times, tuple(doubts), rounds, medians)


def invocations(milliseconds: float, *, rounds: int = ROUNDS) -> int:
    """How many inferences of a visit are timed where one of every file takes ``milliseconds``."""
    affordable = BUDGET_MS / ((rounds + WARM_UP_ROUNDS) * milliseconds) - WARM_UP_INVOCATIONS
    return max(2, min(MOST_INVOCATIONS, int(affordable)))
