"""What was counted and compared, as an object for JSON and as text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.arm64.answers import Comparison
from benchmarks.arm64.counting import Count, CountedModel
from benchmarks.arm64.cpus import CPUS
from benchmarks.arm64.systems import SYSTEMS
from benchmarks.tables import Table, markdown_table, text_table

SCHEMA = 2
NOTES = (
    "Instructions of one inference on one thread, set input to read output, counted exactly in an "
    "emulated processor. They tell which kernels ran and what a change costs. They are not time: "
    "caches, memory and pipelines are not in them."
)


@dataclass(frozen=True)
class Failure:
    """A model that could not be counted or asked on one system, and why."""

    name: str
    system: str
    runtime: str
    reason: str


@dataclass
class Findings:
    """All that one run found, on ``systems`` by name."""

    qemu: str
    systems: Sequence[str]
    counted: list[CountedModel] = field(default_factory=list)
    compared: list[Comparison] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def arm64_report(findings: Findings) -> dict[str, Any]:
    """The content of arm64.json."""
    return {
        "schema": SCHEMA,
        "benchmark": "arm64",
        "systems": {
            name: f"{SYSTEMS[name].title}, Python {SYSTEMS[name].python}"
            for name in findings.systems
        },
        "qemu": findings.qemu,
        "boards": {name: cpu.board for name, cpu in CPUS.items()},
        "counts": [asdict(model) for model in findings.counted],
        "answers": [{**asdict(item), "equal": item.equal} for item in findings.compared],
        "failed": [asdict(failure) for failure in findings.failed],
    }


def text_page(findings: Findings) -> str:
    """The tables for a terminal."""
    parts = [heading(findings), *([NOTES] if findings.counted else [])]
    parts += [f"{table.title}\n{text_table(table)}" for table in tables(findings)]
    return "\n\n".join(parts)


def markdown_page(findings: Findings) -> str:
    """The content of arm64.md."""
    parts = ["# Cost on an emulated Raspberry Pi", f"{heading(findings)}. {NOTES}"]
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in tables(findings)]
    return "\n\n".join(parts) + "\n"


def heading(findings: Findings) -> str:
    """What ran on what, in one line."""
    titles = [SYSTEMS[name].title for name in findings.systems]
    return f"{', '.join(titles)}; QEMU {findings.qemu}"


def tables(findings: Findings) -> list[Table]:
    """The tables that have rows."""
    found = [_counts_table(findings.counted)] if findings.counted else []
    return [*found, *([_answers_table(findings.compared)] if findings.compared else [])]


def _counts_table(counted: Sequence[CountedModel]) -> Table:
    kinds = tuple(asdict(Count(0, 0, 0, 0, 0)))
    rows = tuple(
        (
            model.name,
            model.runtime,
            _board(model.cpu),
            *(f"{getattr(model.count, kind):,}" for kind in kinds),
        )
        for model in counted
    )
    headings = ("model", "runtime", "board", *(kind.replace("_", " ") for kind in kinds))
    return Table("Instructions per inference", headings, rows)


def _answers_table(compared: Sequence[Comparison]) -> Table:
    rows = tuple(
        (
            item.name,
            item.system,
            item.runtime,
            _board(item.cpu),
            str(item.asked),
            str(item.asked - len(item.different_labels)),
            f"{item.largest_difference:.7f}",
            "any" if item.tolerance is None else f"{item.tolerance:.7f}",
        )
        for item in compared
    )
    headings = (
        *("model", "system", "runtime", "board", "asked"),
        *("same label", "largest difference", "allowed"),
    )
    return Table("Answers of the installed app, beside this machine's", headings, rows)


def _board(cpu: str) -> str:
    return f"{CPUS[cpu].board} ({cpu})"
