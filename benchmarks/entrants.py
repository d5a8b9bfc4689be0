"""Who takes part in a measurement: our models in each environment, with each number of threads."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.candidates import Candidate
from benchmarks.hints import Hints
from benchmarks.latency import Settings, Steps, Visit
from benchmarks.missing import Missing
from benchmarks.page_parts import counted
from benchmarks.turns import CandidateError
from benchmarks.workers import Worker

OURS = "benchmarks.worker"
TFLITE_RUNTIME = "tflite-runtime"


@dataclass(frozen=True)
class Entrant:
    """A candidate, and the function that visits it once."""

    candidate: Candidate
    visit: Callable[[Settings], Visit]


@dataclass
class Field:
    """All that take part, and what does not."""

    entrants: list[Entrant] = field(default_factory=list)
    missing: Missing = field(default_factory=Missing)


@dataclass(frozen=True)
class _Questions:
    """What every environment is asked of each model."""

    threads: Sequence[int]
    hints: Hints


def possible_threads(wanted: Sequence[int], cores: int, found: Field) -> list[int]:
    """The numbers of threads that ``cores`` can run; of the others ``found`` gets the reason."""
    for threads in wanted:
        if threads > cores:
            found.missing.failed[counted(threads, "thread")] = (
                f"Expected 1 to {cores}: this process may use no more cores."
            )
    return [threads for threads in dict.fromkeys(wanted) if threads <= cores]


def add_ours(
    found: Field,
    paths: Mapping[str, Path],
    *,
    threads: Sequence[int],
    tflite_runtime: Path | None,
    stack: ExitStack,
    hints: Hints | None = None,
) -> None:
    """Add every model of ``paths`` in this environment, and in that of ``tflite_runtime``.

    ``hints`` are for those that do not say enough. The workers live as long as ``stack``.
    """
    worker = stack.enter_context(Worker(Path(sys.executable), OURS))
    ask = _Questions(threads, hints or Hints())
    usable = _add_environment(found, worker, paths, ask)
    if tflite_runtime is None:
        return
    try:
        other = stack.enter_context(Worker(tflite_runtime.absolute(), OURS))
        _check_runtime(other, usable, ask, python=tflite_runtime)
    except CandidateError as error:
        found.missing.left_out[TFLITE_RUNTIME] = str(error)
    else:
        _add_environment(found, other, usable, ask, suffix=f" in {TFLITE_RUNTIME}")


def visit_of(result: Mapping[str, Any]) -> Visit:
    """A Visit from the JSON that a worker sent."""
    files = {
        image_format: tuple(Steps(**way) for way in ways)
        for image_format, ways in result["files"].items()
    }
    return Visit(result["load_ms"], result["first_ms"], tuple(result["invoke_ms"]), files)


def _add_environment(
    found: Field,
    worker: Worker,
    paths: Mapping[str, Path],
    ask: _Questions,
    *,
    suffix: str = "",
) -> dict[str, Path]:
    """Add all that the environment of ``worker`` can run; gives those models."""
    usable = {}
    for name, path in paths.items():
        try:
            for count in ask.threads:
                found.entrants.append(_entrant(worker, name, path, count, ask.hints))
            usable[name] = path
        except CandidateError as error:
            found.missing.failed[name + suffix] = str(error).removeprefix(f"{path.absolute()}: ")
    return usable


def _entrant(worker: Worker, name: str, path: Path, threads: int, hints: Hints) -> Entrant:
    fields = _inspected(worker, name, path, threads, hints)
    size = (int(fields["input_size"][0]), int(fields["input_size"][1]))
    candidate = Candidate(**{**fields, "path": path, "input_size": size})

    def visit(settings: Settings) -> Visit:
        return visit_of(worker.ask("visit", candidate=fields, settings=asdict(settings)))

    return Entrant(candidate, visit)


def _check_runtime(
    worker: Worker, paths: Mapping[str, Path], ask: _Questions, *, python: Path
) -> None:
    if not paths:
        return  # There is nothing to try it on, and nothing to measure.
    name, path = next(iter(paths.items()))
    fields = _inspected(worker, name, path, 1, ask.hints)
    if not fields["runtime"].startswith(TFLITE_RUNTIME):
        raise CandidateError(f"{python} has {fields['runtime']} in place of it.")


def _inspected(worker: Worker, name: str, path: Path, threads: int, hints: Hints) -> dict[str, Any]:
    """The fields of the Candidate, as the worker's environment runs it."""
    fields: dict[str, Any] = worker.ask(
        "inspect", name=name, path=str(path.absolute()), threads=threads, hints=asdict(hints)
    )
    return fields
