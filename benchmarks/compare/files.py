"""Read results, and say why two of them should not be compared."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare.partners import Pair
from benchmarks.http_load.report import SCHEMA as HTTP_SCHEMA
from benchmarks.latency_report import SCHEMA as LATENCY_SCHEMA
from benchmarks.memory.report import SCHEMA as MEMORY_SCHEMA
from edge_app.errors import PipelineError

Report = dict[str, Any]
SCHEMAS = {
    "latency": LATENCY_SCHEMA,
    "peers": LATENCY_SCHEMA,
    "memory": MEMORY_SCHEMA,
    "http": HTTP_SCHEMA,
}
MACHINE_KEYS = ("board", "cpu", "cores", "architecture")


def read_result(path: Path) -> Report:
    """A result with rounds: what ``latency``, ``peers``, ``memory`` or ``http`` wrote.

    Raises PipelineError: it cannot be read, or is something else.
    """
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise PipelineError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PipelineError(f"{path} is not a result: {error}.") from error
    kind = report.get("benchmark") if isinstance(report, dict) else None
    if kind not in SCHEMAS:
        raise PipelineError(f"{path} is not a result of {', '.join(SCHEMAS)}.")
    if report.get("schema") != SCHEMAS[kind]:
        raise PipelineError(
            f"{path} has the schema {report.get('schema')}, expected {SCHEMAS[kind]}: another "
            "version of this program wrote it. Measure again."
        )
    return dict(report)


def check_kinds(before: Report, after: Report) -> None:
    """Raises PipelineError: the two are of different kinds."""
    kinds = before["benchmark"], after["benchmark"]
    if kinds[0] != kinds[1]:
        raise PipelineError(f"One is a result of {kinds[0]}, the other of {kinds[1]}.")


def objections(before: Report, after: Report, compared: Sequence[Pair]) -> list[str]:
    """Why ``before`` may not be the reference of ``after``: one sentence each."""
    found = [f"the first may not be a reference: {why}" for why in before["why_no_reference"]]
    found += [f"the second is in doubt: {why}" for why in after["why_no_reference"]]
    for key in MACHINE_KEYS:
        one, other = before["machine"][key], after["machine"][key]
        if one != other:
            found.append(f"the machines differ: {key} is {one} and {other}.")
    changed = [one.key[0] for one, other in compared if one.sha256 != other.sha256]
    return [*found, *(f"the model files differ: {name}." for name in dict.fromkeys(changed))]


def yardstick_objections(yardsticks: Sequence[Pair]) -> list[str]:
    """Why a yardstick may not be the same in both results: one sentence each."""
    changed = {
        one.title: f"the yardstick differs: {one.title} ran in {one.library} and {other.library}."
        for one, other in yardsticks
        if one.library != other.library
    }
    return list(changed.values())
