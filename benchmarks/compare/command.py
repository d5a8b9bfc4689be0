"""The command ``compare``: what became faster or slower between two results."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.compare.change import SLOWER, change
from benchmarks.compare.files import (
    check_kinds,
    identity,
    objections,
    pairs,
    read_result,
    unpaired,
)
from benchmarks.flag_types import positive_percent
from benchmarks.tables import Table, text_table
from edge_app.errors import PipelineError

NOISE_PERCENT = 2.0
SOMETHING_IS_SLOWER = 3


def add_compare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``compare`` and its flags to a command line."""
    parser = commands.add_parser(
        "compare",
        help="what became faster or slower between two results, and what is only noise",
        description="Compare two results of latency, or two of peers. Exit codes: 0, nothing is "
        "slower; 3, something is; 1, they cannot be compared; 2, a flag was wrong.",
    )
    parser.set_defaults(run=run_compare)
    parser.add_argument("before", type=Path, metavar="A.json", help="the reference")
    parser.add_argument("after", type=Path, metavar="B.json", help="what is compared with it")
    parser.add_argument(
        "--noise",
        type=positive_percent,
        default=NOISE_PERCENT,
        metavar="PERCENT",
        help="changes below this are never called one (%(default)g)",
    )
    parser.add_argument(
        "--anyway",
        action="store_true",
        help="also compare results of other machines or model files, or of a busy machine",
    )
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")


def run_compare(options: argparse.Namespace) -> int:
    """Print the comparison; the exit code, 3 where something is slower.

    Raises PipelineError: the results cannot be compared.
    """
    before, after = read_result(options.before), read_result(options.after)
    check_kinds(before, after)
    found = objections(before, after)
    if found and not options.anyway:
        raise PipelineError(
            f"Not compared: {' Also '.join(found)} Say --anyway to compare nevertheless."
        )
    report = comparison(before, after, noise_percent=options.noise, objections=found)
    if options.json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for line in (*found, *report["unpaired"]):
            print(f"warning: {line}", file=sys.stderr)
        print(text_table(table(report)))
    is_slower = any(entry["word"] == SLOWER for entry in report["candidates"])
    return SOMETHING_IS_SLOWER if is_slower else 0


def comparison(
    before: dict[str, Any], after: dict[str, Any], *, noise_percent: float, objections: list[str]
) -> dict[str, Any]:
    """The comparison of two results, ready for JSON."""
    return {
        "benchmark": "compare",
        "kind": before["benchmark"],
        "noise_percent": noise_percent,
        "objections": objections,
        "unpaired": unpaired(before, after),
        "candidates": [_entry(one, other, noise_percent) for one, other in pairs(before, after)],
    }


def table(report: dict[str, Any]) -> Table:
    """One row for each candidate that both results have."""
    return Table(
        "Change",
        ("model", "runtime", "threads", "A, ms", "B, ms", "B / A (95 %)", "verdict"),
        tuple(_row(entry) for entry in report["candidates"]),
    )


def _entry(one: dict[str, Any], other: dict[str, Any], noise_percent: float) -> dict[str, Any]:
    name, runtime, threads = identity(one)
    found = change(one["round_medians_ms"], other["round_medians_ms"], noise_percent=noise_percent)
    return {
        "name": name,
        "runtime": runtime,
        "threads": threads,
        "before_ms": one["invoke_ms"]["median"],
        "after_ms": other["invoke_ms"]["median"],
        "ratio": asdict(found.ratio),
        "word": found.word,
    }


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    ratio = entry["ratio"]
    interval = "no interval" if ratio["low"] is None else f"{ratio['low']:.3f}-{ratio['high']:.3f}"
    return (
        entry["name"],
        entry["runtime"],
        str(entry["threads"] or "its own"),
        f"{entry['before_ms']:.3f}",
        f"{entry['after_ms']:.3f}",
        f"{ratio['value']:.3f} ({interval})",
        entry["word"],
    )
