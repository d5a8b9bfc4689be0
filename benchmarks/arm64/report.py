"""What was counted and compared, as an object for JSON and as text."""

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.arm64.answers import Comparison
from benchmarks.arm64.counting import Count, CountedModel
from benchmarks.arm64.cpus import CPUS
from benchmarks.tables import Table, markdown_table, text_table

SCHEMA = 1
NOTES = (
    "Instructions of one inference on one thread, set input to read output, counted exactly in an "
    "emulated processor. They tell which kernels ran and what a change costs. They are not time: "
    "caches, memory and pipelines are not in them."
)


@dataclass
class Findings:
    """All that one run found. ``failed`` holds the reasons by model name."""

    system: str
    qemu: str
    runtime: str
    counted: list[CountedModel] = field(default_factory=list)
    compared: list[Comparison] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def arm64_report(findings: Findings) -> dict[str, Any]:
    """The content of arm64.json."""
    return {
        "schema": SCHEMA,
        "benchmark": "arm64",
        "system": findings.system,
        "qemu": findings.qemu,
        "runtime": findings.counted[0].runtime if findings.counted else findings.runtime,
        "boards": {name: cpu.board for name, cpu in CPUS.items()},
        "counts": [asdict(model) for model in findings.counted],
        "answers": [{**asdict(item), "equal": item.equal} for item in findings.compared],
        "failed": [{"name": name, "reason": why} for name, why in findings.failed.items()],
    }


def text_page(findings: Findings) -> str:
    """The tables for a terminal."""
    parts = [f"{heading(findings)}\n\n{NOTES}"]
    parts += [f"{table.title}\n{text_table(table)}" for table in tables(findings)]
    return "\n\n".join(parts)


def markdown_page(findings: Findings) -> str:
    """The content of arm64.md."""
    parts = ["# Cost on an emulated Raspberry Pi", f"{heading(findings)}. {NOTES}"]
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in tables(findings)]
    return "\n\n".join(parts) + "\n"


def heading(findings: Findings) -> str:
    """What ran on what, in one line."""
    runtime = findings.counted[0].runtime if findings.counted else findings.runtime
    return f"{runtime}, {findings.system}, QEMU {findings.qemu}"


def tables(findings: Findings) -> list[Table]:
    """The tables that have rows."""
    kinds = tuple(asdict(Count(0, 0, 0, 0, 0)))
    rows = tuple(
        (model.name, _board(model.cpu), *(f"{getattr(model.count, kind):,}" for kind in kinds))
        for model in findings.counted
    )
    headings = ("model", "board", *(kind.replace("_", " ") for kind in kinds))
    found = [Table("Instructions per inference", headings, rows)] if rows else []
    if findings.compared:
        found.append(_answers_table(findings.compared))
    return found


def _answers_table(compared: list[Comparison]) -> Table:
    rows = tuple(
        (
            item.name,
            _board(item.cpu),
            str(item.asked),
            str(item.asked - len(item.different_labels)),
            f"{item.largest_difference:.7f}",
            "any" if item.tolerance is None else f"{item.tolerance:.7f}",
        )
        for item in compared
    )
    headings = ("model", "board", "asked", "same label", "largest difference", "allowed")
    return Table("Answers of the installed app, beside this machine's", headings, rows)


def _board(cpu: str) -> str:
    return f"{CPUS[cpu].board} ({cpu})"
