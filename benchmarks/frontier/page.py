"""The report of accuracy against cost for people: one table."""

from dataclasses import dataclass
from typing import Any

from benchmarks.frontier.entries import OURS, PUBLISHED, REFERENCE, SCORED
from benchmarks.page_parts import Page, not_measured, ratio_text, where
from benchmarks.tables import Table, markdown_table, text_table

Report = dict[str, Any]
GROUPS = {OURS: "ours", REFERENCE: "MLPerf Tiny", SCORED: "scored here", PUBLISHED: "published"}
NOTES = (
    "Accuracy is that on the 10,000 test images of CIFAR-10. Ours and MLPerf Tiny's were measured "
    "here, from the encoded pictures on, with a 95 % interval (Wilson score); those of published "
    "nets are as their authors state them, in floats.",
    '"Above others" is the distance, in percentage points, to the most accurate net of somebody '
    "else that takes no more multiply-accumulates (MAC).",
    "Instructions are those of one inference, counted in an emulated processor: exact, but not "
    "time.",
    "In the picture, a filled marker computes in integers, and a dotted line leads to its twin in "
    "floats. What costs the same (to within 1 %) stands side by side.",
)
DERIVED = (
    "(*) Worked out from the published code. airbench's accuracy is that of six views of each "
    "picture, and so is this cost."
)


@dataclass(frozen=True)
class FrontierPage(Page):
    """Nothing was measured for it: it has no verdict, and no machine of its own."""

    def text(self) -> str:
        """What the terminal shows."""
        (table,) = self.tables
        return "\n\n".join([text_table(table), self.measured])

    def markdown(self, *, picture: str | None) -> str:
        """The whole page; ``picture`` is the name of the picture file beside it, if any."""
        (table,) = self.tables
        missing = "\n".join(not_measured(self.report))
        parts = [
            f"# {self.title}",
            f"```\n{self.report['command']}\n```",
            *([f"![{self.picture}]({picture})"] if picture else []),
            markdown_table(table),
            self.measured,
            *([f"## Missing\n\n{missing}"] if missing else []),
        ]
        return "\n\n".join(parts) + "\n"


def frontier_page(report: Report) -> FrontierPage:
    """What is said of accuracy against cost."""
    return FrontierPage(
        report=report,
        title="Accuracy against cost",
        measured="\n".join(f"- {note}" for note in (*NOTES, *_more_notes(report))),
        picture="Accuracy against cost of our models, the references and published nets",
        tables=(frontier_table(report),),
    )


def frontier_table(report: Report) -> Table:
    """One row for each entry, cheapest first; columns that nothing fills are left out."""
    latency = ("ms", "times MLPerf ResNet-8 int8") if report["latency"] else ()
    boards = tuple(f"{board}, M instr." for board in report["boards"].values())
    headings = ("net", "type", "whose", "accuracy", "95 %", "M MAC", "bytes", *boards, *latency)
    rows = tuple(_row(one, report) for one in report["entries"])
    return Table("Accuracy against cost", (*headings, "above others"), rows)


def _row(one: Report, report: Report) -> tuple[str, ...]:
    latency = _latency(one["latency"]) if report["latency"] else ()
    above = one["points_above_others"]
    interval = "-" if one["low"] is None else f"{100 * one['low']:.2f}-{100 * one['high']:.2f}"
    return (
        one["name"],
        one["variant"],
        GROUPS[one["group"]],
        f"{100 * one['accuracy']:.2f} %",
        interval,
        f"{one['multiply_accumulates'] / 1e6:.1f}{' (*)' if one['derived'] else ''}",
        "-" if one["bytes"] is None else f"{one['bytes']:,}",
        *(_millions(one["instructions"].get(cpu)) for cpu in report["boards"]),
        *latency,
        "-" if above is None else f"{above:+.2f}",
    )


def _latency(latency: Report | None) -> tuple[str, str]:
    if latency is None:
        return "-", "-"
    return f"{latency['median_ms']:.3f}", ratio_text(latency["ratio"])


def _millions(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:.2f}"


def _more_notes(report: Report) -> list[str]:
    notes = [DERIVED] if any(one["derived"] for one in report["entries"]) else []
    latency = report["latency"]
    if latency:
        date = latency["start"]["time_utc"][:10]
        notes.append(
            f"Milliseconds: the median inference on one thread, LiteRT, {where(latency)}, {date}; "
            "the ratio is that of the same rounds, with its 95 % interval."
        )
        notes += [f"Of the latencies: {why}" for why in latency["why_no_reference"]]
    return notes
