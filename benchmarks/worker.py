"""Measure our own models for a parent process: ``python -m benchmarks.worker``."""

import functools
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.candidates import Candidate, inspect
from benchmarks.hints import Hints
from benchmarks.inputs import make_inputs
from benchmarks.latency import Settings, visit
from benchmarks.worker_loop import serve

# A drawn photograph takes longer to make than most models take for a visit.
cached_inputs = functools.cache(make_inputs)


def inspect_model(
    *, name: str, path: str, threads: int, hints: dict[str, str | None] | None = None
) -> dict[str, Any]:
    """The fields of the Candidate for a model file, as this environment runs it."""
    candidate = inspect(name, Path(path), threads=threads, hints=Hints(**(hints or {})))
    return {**asdict(candidate), "path": path}


def visit_model(*, candidate: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """The fields of one Visit."""
    fields = {
        **candidate,
        "path": Path(candidate["path"]),
        "input_size": tuple(candidate["input_size"]),
    }
    asked, wanted = Candidate(**fields), Settings(**settings)
    return asdict(visit(asked, cached_inputs(asked.input_size, seed=wanted.seed), wanted))


if __name__ == "__main__":
    serve({"inspect": inspect_model, "visit": visit_model})
