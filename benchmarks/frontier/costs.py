"""What the entries cost on processors: instructions and milliseconds, from other benchmarks."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.arm64.reference import read_reference
from benchmarks.compare.files import read_result
from benchmarks.frontier.entries import read_json, reading
from benchmarks.frontier.others import References
from benchmarks.missing import Missing
from benchmarks.summary import paired_ratio
from edge_app.errors import PipelineError

RUNTIME = "ai-edge-litert"
THREADS = 1

Counts = dict[str, dict[str, int]]


def instructions(reference: Path, results: Iterable[Path]) -> Counts:
    """Instructions of an inference by SHA-256 and processor, with LiteRT.

    ``reference`` is the file of accepted counts; ``results`` are arm64.json files, which go before.

    Raises PipelineError: one of the files cannot be read.
    """
    found: Counts = {}
    for entry in [*read_reference(reference), *_counts_in(results)]:
        if entry["runtime"].startswith(RUNTIME):
            found.setdefault(entry["sha256"], {})[entry["cpu"]] = entry["instructions"]
    return found


@dataclass(frozen=True)
class Timed:
    """The latencies of a result by SHA-256, and what a report keeps of that result."""

    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    report: dict[str, Any] | None = None


def timed_models(path: Path, references: References, missing: Missing) -> Timed:
    """What a latency.json says; that it lacks the references' baseline is noted.

    Raises PipelineError: it is something else, or cannot be read.
    """
    result = read_latency(path)
    with reading(path):
        models = latencies(result, baseline=references.baseline_sha256)
        if references.baseline_sha256 not in models:
            missing.left_out["ratios of latency"] = (
                f"{references.baseline} is not in {path.name}: measure it in the same run."
            )
        kept = ("machine", "start", "command", "may_be_reference", "why_no_reference", "warnings")
        return Timed(models, {key: result[key] for key in kept})


def latencies(report: dict[str, Any], *, baseline: str) -> dict[str, dict[str, Any]]:
    """Median milliseconds on one thread with LiteRT, and the ratio to ``baseline``, by SHA-256.

    The ratio is that of the same rounds, with its 95 % interval; None where the model with the
    SHA-256 ``baseline`` took no part.
    """
    timed = {
        one["sha256"]: one
        for one in report["candidates"]
        if one["threads"] == THREADS and one["runtime"].startswith(RUNTIME)
    }
    return {
        sha256: {
            "median_ms": one["invoke_ms"]["median"],
            "ratio": asdict(paired_ratio(one["round_medians_ms"], beside["round_medians_ms"]))
            if (beside := timed.get(baseline))
            else None,
        }
        for sha256, one in timed.items()
    }


def read_latency(path: Path) -> dict[str, Any]:
    """A latency.json. Raises PipelineError: it is something else, or cannot be read."""
    report = read_result(path)
    if report["benchmark"] != "latency":
        raise PipelineError(f"{path} is a result of {report['benchmark']}, expected of latency.")
    return report


def _counts_in(results: Iterable[Path]) -> list[dict[str, Any]]:
    found = []
    for path in results:
        report = read_json(path)
        if report.get("benchmark") != "arm64":
            raise PipelineError(f"{path} is not a result of arm64.")
        with reading(path):
            found += [{**model, **model["count"]} for model in report["counts"]]
    return found
