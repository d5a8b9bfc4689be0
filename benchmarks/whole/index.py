"""The record of a whole run: what ``benchmarks.json`` holds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.output import Report, reasons
from benchmarks.whole.comparisons import comparisons
from benchmarks.whole.figures import figures
from benchmarks.whole.parts import Part

SCHEMA = 1
NOT_ENDED = "It had not ended when this was written."


@dataclass(frozen=True)
class Outcome:
    """How a part ended: with a ``report`` and its ``files``, or with an ``error``."""

    part: Part
    seconds: float = 0.0
    report: Report | None = None
    files: tuple[str, ...] = ()
    error: str | None = None


def index(
    outcomes: Sequence[Outcome], *, command: str, minutes: float, seconds: float
) -> dict[str, Any]:
    """All that is known of a whole run, ready for JSON; at least one part was measured.

    ``minutes`` were given, ``seconds`` were taken.
    """
    reports = {outcome.part.name: outcome.report for outcome in outcomes if outcome.report}
    measured = [report for report in reports.values() if "stable" in report]
    errors = {outcome.part.name: outcome.error for outcome in outcomes if outcome.error}
    return {
        "schema": SCHEMA,
        "benchmark": "benchmarks",
        "command": command,
        "settings": {
            "minutes": minutes,
            "shares": {one.part.name: one.part.share for one in outcomes if one.part.share},
        },
        "seconds": round(seconds, 1),
        "time_utc": measured[0]["start"]["time_utc"],
        "machine": measured[0]["machine"],
        "stable": all(report["stable"] for report in measured),
        "may_be_reference": all(report["may_be_reference"] for report in measured),
        "parts": [_entry(outcome) for outcome in outcomes],
        "figures": [asdict(figure) for figure in figures(reports)],
        "comparisons": [asdict(item) for item in comparisons(reports)],
        "failed": reasons(errors) + _of_parts(reports, "failed"),
        "left_out": _of_parts(reports, "left_out"),
    }


def _entry(outcome: Outcome) -> dict[str, Any]:
    report = outcome.report or {}
    return {
        "name": outcome.part.name,
        "seconds": round(outcome.seconds, 1),
        "files": list(outcome.files),
        "stable": report.get("stable"),
        "may_be_reference": report.get("may_be_reference"),
        "warnings": report.get("warnings", []),
    }


def _of_parts(reports: dict[str, Report], key: str) -> list[dict[str, str]]:
    """What the parts say is missing, each with the part's name before its own."""
    return [
        {"name": f"{part}, {item['name']}", "reason": item["reason"]}
        for part, report in reports.items()
        for item in report[key]
    ]
