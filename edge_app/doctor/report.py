"""The findings as lines that a person can paste, and as an object for programs."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from edge_app import __version__
from edge_app.doctor.findings import LEVELS, OK, PROBLEM, Finding, Section

LEVEL_WIDTH = max(map(len, LEVELS)) + 2
SUBJECT_WIDTH = 16
PAGE_WIDTH = 100
REMEDY = "-> "


def all_findings(sections: Sequence[Section]) -> list[Finding]:
    """Those of all sections."""
    return [finding for section in sections for finding in section.findings]


def has_problem(sections: Sequence[Section]) -> bool:
    """Whether something does not work."""
    return any(finding.level == PROBLEM for finding in all_findings(sections))


def report_text(sections: Sequence[Section]) -> str:
    """One line for each finding, longer ones folded, its remedy below, and the sum at the end."""
    parts = [f"edge-app {__version__} doctor"]
    for section in sections:
        lines = [line for finding in section.findings for line in _lines(finding)]
        parts.append("\n".join([section.title, *lines]))
    return "\n\n".join([*parts, _sum(all_findings(sections))])


def report_json(sections: Sequence[Section]) -> dict[str, Any]:
    """``healthy``, and ``findings`` with section, subject, level, found and remedy."""
    return {
        "version": __version__,
        "healthy": not has_problem(sections),
        "findings": [
            {"section": section.title, **asdict(finding)}
            for section in sections
            for finding in section.findings
        ],
    }


def _lines(finding: Finding) -> list[str]:
    start = f"  {finding.level:<{LEVEL_WIDTH}}{finding.subject:<{SUBJECT_WIDTH}}"
    margin = " " * len(start)
    lines = textwrap.wrap(
        finding.found,
        PAGE_WIDTH,
        initial_indent=start,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    # A command is not folded: it is to be copied.
    return [*lines, *([f"{margin}{REMEDY}{finding.remedy}"] if finding.remedy else [])]


def _sum(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.level for finding in findings)
    named = [
        f"{counts[level]} {level}{'s' if counts[level] > 1 else ''}"
        for level in reversed(LEVELS)
        if counts[level] and level != OK
    ]
    return f"{', '.join(named) or 'Nothing to remark'}; {counts[OK]} ok"
