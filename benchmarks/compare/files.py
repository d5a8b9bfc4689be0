"""Read two results, and refuse those that cannot be compared."""

import json
from pathlib import Path
from typing import Any

from benchmarks.latency_report import SCHEMA
from edge_app.errors import PipelineError

Report = dict[str, Any]
KINDS = ("latency", "peers")
MACHINE_KEYS = ("board", "cpu", "cores", "architecture")


def read_result(path: Path) -> Report:
    """A result with rounds: what ``latency`` or ``peers`` wrote.

    Raises PipelineError: it cannot be read, or is something else.
    """
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise PipelineError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PipelineError(f"{path} is not a result: {error}.") from error
    if not isinstance(report, dict) or report.get("benchmark") not in KINDS:
        raise PipelineError(f"{path} is not a result of {' or '.join(KINDS)}.")
    if report.get("schema") != SCHEMA:
        raise PipelineError(
            f"{path} has the schema {report.get('schema')}, expected {SCHEMA}: another version of "
            "this program wrote it. Measure again."
        )
    return report


def identity(candidate: Report) -> tuple[str, str, int | None]:
    """What makes two candidates the same one: model, runtime without its version, threads."""
    return candidate["name"], candidate["runtime"].split(" ")[0], candidate["threads"]


def objections(before: Report, after: Report) -> list[str]:
    """Why ``before`` may not be the reference of ``after``: one sentence each."""
    found = [f"the first may not be a reference: {why}" for why in before["why_no_reference"]]
    found += [f"the second is in doubt: {why}" for why in after["why_no_reference"]]
    for key in MACHINE_KEYS:
        one, other = before["machine"][key], after["machine"][key]
        if one != other:
            found.append(f"the machines differ: {key} is {one} and {other}.")
    return [*found, *_model_objections(before, after)]


def check_kinds(before: Report, after: Report) -> None:
    """Raises PipelineError: the two are of different kinds, or have no candidate in common."""
    kinds = before["benchmark"], after["benchmark"]
    if kinds[0] != kinds[1]:
        raise PipelineError(f"One is a result of {kinds[0]}, the other of {kinds[1]}.")
    if not _by_identity(before).keys() & _by_identity(after).keys():
        raise PipelineError("The two results have no model, runtime and threads in common.")


def pairs(before: Report, after: Report) -> list[tuple[Report, Report]]:
    """The candidates that both have, in the order of the first."""
    others = _by_identity(after)
    return [(one, others[key]) for key, one in _by_identity(before).items() if key in others]


def unpaired(before: Report, after: Report) -> list[str]:
    """One line for each candidate that only one of the two has."""
    first, second = _by_identity(before), _by_identity(after)
    return [
        f"{name}, {runtime}, {threads} threads: only in the {place} result"
        for place, own, other in (("first", first, second), ("second", second, first))
        for name, runtime, threads in own
        if (name, runtime, threads) not in other
    ]


def _model_objections(before: Report, after: Report) -> list[str]:
    changed = [
        one["name"] for one, other in pairs(before, after) if one["sha256"] != other["sha256"]
    ]
    return [f"the model files differ: {name}." for name in dict.fromkeys(changed)]


def _by_identity(report: Report) -> dict[tuple[str, str, int | None], Report]:
    return {identity(candidate): candidate for candidate in report["candidates"]}
