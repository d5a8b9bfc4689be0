"""What the pages of all reports share: their frame, verdict, machine, what was not measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.tables import Table, markdown_table, text_table

Report = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A report for people. ``measured`` says what was measured, ``picture`` what its picture shows.

    ``notes`` are sections of prose by their headings, ``closing`` ends the verdict, and ``facts``
    stand before those of the machine.
    """

    report: Report
    title: str
    measured: str
    picture: str
    tables: tuple[Table, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    closing: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """What the terminal shows."""
        parts = [
            self.measured,
            *(f"{table.title}\n{text_table(table)}" for table in self.tables),
            *self.notes.values(),
            *self._verdict(),
        ]
        return "\n\n".join(parts)

    def markdown(self, *, picture: str | None) -> str:
        """The whole page; ``picture`` is the name of the picture file beside it, if any."""
        missing = "\n".join(not_measured(self.report))
        parts = [f"# {self.title}", *self.sections(picture=picture, level=2)]
        parts += [f"## Not measured\n\n{missing}"] if missing else []
        parts.append(f"## Machine\n\n{machine(self.report, **self.facts)}")
        return "\n\n".join(parts) + "\n"

    def sections(self, *, picture: str | None, level: int) -> list[str]:
        """What was measured up to the verdict, in Markdown, with headings of ``level``."""
        mark = "#" * level
        return [
            self.measured,
            f"```\n{self.report['command']}\n```",
            *([f"![{self.picture}]({picture})"] if picture else []),
            *(f"{mark} {table.title}\n\n{markdown_table(table)}" for table in self.tables),
            *(f"{mark} {heading}\n\n{text}" for heading, text in self.notes.items()),
            *(f"{mark} Verdict\n\n{words}" for words in self._verdict()),
        ]

    def _verdict(self) -> list[str]:
        """None where the report is no measurement of its own."""
        return [verdict(self.report) + self.closing] if "stable" in self.report else []


def where(report: Report) -> str:
    """The machine in a few words: its board, or else its CPU."""
    machine = report["machine"]
    return str(machine["board"] or machine["cpu"] or machine["architecture"])


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 round", "2 rounds"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def megabytes(number: float) -> str:
    """Bytes as millions of bytes: "61.4 MB"."""
    return f"{number / 1e6:,.1f} MB"


def ratio_text(ratio: Report | None) -> str:
    """A ratio with its interval: "12.3 (11.9-12.8)"."""
    if ratio is None:
        return "-"
    if ratio["low"] is None:
        return f"{ratio['value']:.3g} (no interval)"
    return f"{ratio['value']:.3g} ({ratio['low']:.3g}-{ratio['high']:.3g})"


def verdict(report: Report) -> str:
    """What the measurement says of itself."""
    if report["stable"]:
        return "Stable: no reason for doubt was found."
    return "NOT STABLE:\n\n" + "\n".join(f"- {reason}" for reason in report["warnings"])


def not_measured(report: Report) -> list[str]:
    """One line for all that is not in the tables, and why."""
    return [
        *(f"- {item['name']}: {item['reason']}" for item in report["failed"]),
        *(f"- {item['name']}, left out: {item['reason']}" for item in report["left_out"]),
    ]


def machine(report: Report, **more: Any) -> str:
    """Machine and state as a list, ``more`` facts first; what is unknown is left out."""
    return facts_list(
        {
            **more,
            # Reports of earlier versions have no such key.
            "cores kept busy by others right before": report.get("other_cores_before"),
            "cores kept busy by others": report["other_cores"],
            **machine_facts(report),
            **{f"{key} at the start": value for key, value in _readable(report["start"]).items()},
            **{f"{key} at the end": value for key, value in _readable(report["end"]).items()},
        }
    )


def machine_facts(report: Report) -> Report:
    """What does not change while it is measured."""
    return _readable(report["machine"])


def facts_list(facts: Mapping[str, Any]) -> str:
    """Facts as a list in Markdown; those that are None are left out."""
    return "\n".join(
        f"- {key}: {_plain(value)}" for key, value in facts.items() if value is not None
    )


def _readable(facts: Report) -> Report:
    return {key.replace("_", " "): value for key, value in facts.items()}


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value) or "none"
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
