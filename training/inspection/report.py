"""An inspection as lines for a terminal, and as data for a script."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.inspection.findings import Finding, Item, Verdict
from training.inspection.survey import Survey

SHOWN_ITEMS = 5
SHOWN_CLASSES = 20
SHOWN_NAMES = 3
WIDTH = 100
_INDENT = " " * 14


@dataclass(frozen=True)
class Inspection:
    """The findings about one data set, the gravest first; ``image_size`` is the net's, in px."""

    source: str
    image_size: int
    survey: Survey
    findings: tuple[Finding, ...]

    @property
    def is_fatal(self) -> bool:
        return any(finding.verdict is Verdict.FATAL for finding in self.findings)


def inspection_json(inspection: Inspection) -> dict[str, Any]:
    """Everything, with every picture by its name: what ``inspection.json`` holds."""
    survey = inspection.survey
    names = survey.collection.class_names
    return {
        "data": inspection.source,
        "image_size": inspection.image_size,
        "fatal": inspection.is_fatal,
        "classes": list(names),
        "readable_pictures": {
            part or "all": dict(zip(names, survey.counts(part), strict=True))
            for part in survey.collection.parts
        },
        "findings": [
            {
                "name": finding.name,
                "verdict": finding.verdict.value,
                "count": len(finding.items),
                "advice": finding.advice,
                "items": [
                    {"pictures": [picture.name for picture in item.pictures], "note": item.note}
                    for item in finding.items
                ],
            }
            for finding in inspection.findings
        ],
    }


def inspection_text(inspection: Inspection, *, rest: str) -> str:
    """The report for a terminal; ``rest`` says where what it leaves out can be found."""
    found = [finding for finding in inspection.findings if finding.items]
    absent = [finding.name for finding in inspection.findings if not finding.items]
    blocks = [_table(inspection.survey, rest), *(_finding(finding, rest) for finding in found)]
    if absent:
        blocks.append(_wrapped("Not found: " + ", ".join(absent) + "."))
    return "\n\n".join([*blocks, _conclusion(found)])


def _table(survey: Survey, rest: str) -> str:
    parts = survey.collection.parts
    rows = [["class", *(part or "pictures" for part in parts)]]
    columns = [survey.counts(part) for part in parts]
    for label, name in enumerate(survey.collection.class_names):
        rows.append([name, *(str(column[label]) for column in columns)])
    hidden = len(rows) - 1 - SHOWN_CLASSES
    if hidden > 0:
        rows = [
            *rows[: 1 + SHOWN_CLASSES],
            [f"... and {hidden} more ({rest})", *("" for _ in parts)],
        ]
    rows.append(["readable", *(str(sum(column)) for column in columns)])
    width = max(len(row[0]) for row in rows)
    return "\n".join(
        (row[0].ljust(width) + "".join(cell.rjust(10) for cell in row[1:])).rstrip() for row in rows
    )


def _finding(finding: Finding, rest: str) -> str:
    verdict = finding.verdict.value
    label = verdict.upper() if finding.verdict is Verdict.FATAL else verdict
    lines = [f"{label.ljust(len(_INDENT))}{_capital(finding.name)}: {finding.count_text}"]
    lines.append(_wrapped(finding.advice, indent=_INDENT))
    shown = () if finding.verdict is Verdict.FINE else finding.items[:SHOWN_ITEMS]
    lines += [f"{_INDENT}- {_item(item)}" for item in shown]
    if len(shown) < len(finding.items) and shown:
        lines.append(f"{_INDENT}... and {len(finding.items) - len(shown)} more ({rest})")
    return "\n".join(lines)


def _item(item: Item) -> str:
    names = [picture.name for picture in item.pictures]
    if len(names) > SHOWN_NAMES:
        names = [*names[:SHOWN_NAMES], "..."]
    return f"{' = '.join(names)}: {item.note}" if names else item.note


def _conclusion(found: Sequence[Finding]) -> str:
    counts = {verdict: sum(finding.verdict is verdict for finding in found) for verdict in Verdict}
    if counts[Verdict.FATAL]:
        return f"Training will refuse this data: {counts[Verdict.FATAL]} fatal."
    open_findings = counts[Verdict.FIX] + counts[Verdict.LOOK]
    if not open_findings:
        return "Nothing stands against training on this data."
    return f"Nothing is fatal. To fix: {counts[Verdict.FIX]}; to look at: {counts[Verdict.LOOK]}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str, *, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
