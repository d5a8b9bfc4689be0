"""When the net is not sure: what training.confidence has fitted, as sections of the page."""

from collections.abc import Mapping
from typing import Any

from training.html_page import Section
from training.report.tables import NONE, ReportTable
from training.report.words import percent

INTRODUCTION = (
    "Below the threshold of a class, an answer counts as not sure. The thresholds are fitted on "
    "the validation images, after the temperature has corrected the confidence."
)
UNKNOWN = (
    "A net names one of its classes whatever it sees. How many pictures of none of them it answers "
    "as if it were sure:"
)


def confidence_sections(summary: Mapping[str, Any]) -> list[Section]:
    """The sections on the ``summary`` that training.confidence.summary gives."""
    sections = [
        Section(
            "When the model is not sure",
            thresholds_table(summary) if summary["thresholds"] else None,
            introduction=INTRODUCTION,
            sentences=(_temperature(summary), _thresholds(summary)),
        )
    ]
    if summary["unknown"]:
        table = unknown_table(summary)
        sections.append(Section(table.title, table, introduction=UNKNOWN))
    return sections


def thresholds_table(summary: Mapping[str, Any]) -> ReportTable:
    """The threshold of each class, and what it comes to on the validation images."""
    rows = [
        (
            one["class"],
            *(_percent(one[key]) for key in ("threshold", "coverage", "precision")),
        )
        for one in summary["thresholds"]
    ]
    headings = ("answer", "sure from", "of these answers sure", "of the sure ones right")
    return ReportTable("From when on the net is sure", headings, tuple(rows))


def unknown_table(summary: Mapping[str, Any]) -> ReportTable:
    """How often pictures of nothing that the net knows are answered as if it were sure."""
    rows = [
        (
            one["kind"],
            f"{one['count']:,}",
            f"{one['answered_sure']:,}",
            percent(one["answered_sure"] / one["count"]) if one["count"] else NONE,
        )
        for one in summary["unknown"]
    ]
    headings = ("pictures", "number", "answered as if sure", "share")
    return ReportTable("Pictures of nothing that the net knows", headings, tuple(rows))


def _temperature(summary: Mapping[str, Any]) -> str:
    before, after = (percent(summary["calibration_error"][key]) for key in ("before", "after"))
    if reason := summary.get("temperature_reason"):
        return f"No temperature is fitted ({reason}); the calibration error is {before}."
    return (
        f"Temperature {summary['temperature']:.3f}: the calibration error is {after} with it, and "
        f"{before} without."
    )


def _thresholds(summary: Mapping[str, Any]) -> str:
    if reason := summary.get("reason"):
        return f"No thresholds are fitted: {reason}."
    return (
        f"The thresholds are set so that {percent(summary['precision_wanted'])} of the sure "
        f"answers are right; {percent(summary['not_sure_share'])} of the validation images get no "
        "sure answer."
    )


def _percent(share: float | None) -> str:
    return NONE if share is None else percent(share)
