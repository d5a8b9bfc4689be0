"""Time both ways side by side, look at their memory, kill a worker, and compare the rows."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.bulk.pictures import FOLDERS
from benchmarks.bulk.processes import timed, with_killed_worker, with_memory
from benchmarks.bulk.report import paces, ways
from benchmarks.bulk.rows import different, rows_of_classify, rows_of_job
from benchmarks.turns import CandidateError, Limits, take_turns
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError

NO_LIMIT_S = 1e9

Show = Callable[[str], None]


@dataclass(frozen=True)
class Arena:
    """Where it happens: ``pictures`` holds the FOLDERS, ``results`` what the commands write."""

    pictures: Path
    results: Path
    count: int
    partition: int
    workers: int
    classes: int

    @property
    def counts(self) -> dict[str, int]:
        """How many pictures each way has, by its name."""
        quarter = self.count // 4
        return {
            "classify, a quarter": quarter,
            "bulk, a quarter": quarter,
            "classify": self.count,
            "bulk": self.count,
        }

    def output(self, name: str) -> Path:
        """Where a way prints, and beside that with another ending the folder of its results."""
        return self.results / f"{name}.txt"

    def words(self, name: str) -> list[str]:
        """The words of ``edge-app`` for a way; results of an earlier run are removed."""
        source = str(self.pictures / FOLDERS[0] if "quarter" in name else self.pictures)
        if name.startswith("classify"):
            return ["classify", source, "--csv", "--top", str(self.classes)]
        folder = self.output(name).with_suffix("")
        shutil.rmtree(folder, ignore_errors=True)
        options = ["--partition", str(self.partition), "--workers", str(self.workers)]
        return ["bulk", source, "--output", str(folder), *options]


def measure(arena: Arena, classifier: Classifier, *, rounds: int, show: Show) -> dict[str, Any]:
    """What the record says of times, memory and rows. Raises PipelineError: a command failed."""

    def visit(name: str) -> float:
        show(f"timing {name}")
        return timed(arena.words(name), arena.output(name))

    limits = Limits(rounds=rounds, seconds=NO_LIMIT_S)
    seconds, failed, _ = take_turns(list(arena.counts), visit, limits=limits)
    for name, reason in failed.items():
        raise PipelineError(f"{name}: {reason}")
    timings = ways(seconds, arena.counts)
    try:
        return {
            "ways": timings,
            "paces": paces(timings),
            "memory": _memory(arena, show),
            "rows": _rows(arena, classifier, show),
        }
    except CandidateError as error:
        raise PipelineError(str(error)) from error


def _memory(arena: Arena, show: Show) -> dict[str, Any]:
    found = {}
    for name in arena.counts:
        show(f"memory of {name}")
        found[name] = asdict(with_memory(arena.words(name), arena.output(name)))
    return found


def _rows(arena: Arena, classifier: Classifier, show: Show) -> dict[str, int]:
    show("comparing rows")
    expected = rows_of_classify(arena.output("classify"))
    folder = arena.output("bulk").with_suffix("")
    whole = different(rows_of_job(folder, classifier.labels), expected)
    show("killing a worker")
    words = arena.words("bulk")
    with_killed_worker(
        words, arena.output("bulk"), ready=lambda: any(folder.glob("part-*.parquet"))
    )
    after = different(rows_of_job(folder, classifier.labels), expected)
    return {"compared": len(expected), "different": whole, "different_after_kill": after}
