"""The command ``frontier``: accuracy against cost, from the records."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.arm64.cpus import CPUS
from benchmarks.arm64.reference import REFERENCE as COUNTS
from benchmarks.benchmark import Benchmark
from benchmarks.command_line import command_line
from benchmarks.common_flags import add_output_flags
from benchmarks.frontier.costs import Counts, Timed, instructions, timed_models
from benchmarks.frontier.entries import (
    OURS,
    Entry,
    published_entry,
    scored_entries,
    shipped_entries,
)
from benchmarks.frontier.others import References, read_published, read_references
from benchmarks.frontier.page import frontier_page
from benchmarks.frontier.picture import draw_frontier
from benchmarks.frontier.report import SCHEMA, entry_report
from benchmarks.missing import Missing, tell
from benchmarks.output import shown_path
from edge_app.errors import PipelineError

SCORES = Path("docs/results/references.json")
BOARDS = ("cortex-a72", "cortex-a76")


def add_frontier(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``frontier`` and its flags to a command line."""
    parser = commands.add_parser(
        "frontier",
        help="accuracy against cost: the shipped models, the references, and published nets",
        description="One table and one picture of accuracy against cost, from the records: "
        "nothing is measured. Writes frontier.json, frontier.md and frontier.png.",
    )
    parser.set_defaults(run=FRONTIER.run)
    for flag, default, meaning in (
        ("--models", [Path("models")], "folders of models with their records"),
        ("--scores", [SCORES], "records of `python -m convert score`"),
        ("--arm64", [], "arm64.json files, besides the accepted counts"),
    ):
        shown = f" (default: {', '.join(map(str, default))})" if default else ""
        parser.add_argument(
            flag, nargs="+", type=Path, default=default, metavar="PATH", help=meaning + shown
        )
    parser.add_argument(
        "--latency", type=Path, metavar="FILE", help="a latency.json, for milliseconds and ratios"
    )
    add_output_flags(parser, "frontier")


def frontier(options: argparse.Namespace) -> dict[str, Any]:
    """The report that the command line asks for; what is missing is said at once.

    Raises PipelineError: there is no entry at all. OSError: the output folder cannot be made.
    """
    references, missing = read_references(), Missing()
    entries = _distinct(_entries(options, references, missing))
    counts: Counts = {}
    with missing.noting("instructions"):
        counts = instructions(COUNTS, options.arm64)
    timed = Timed()
    if options.latency:
        with missing.noting("latency"):
            timed = timed_models(options.latency, references, missing)
    tell(missing)
    if not entries:
        raise PipelineError("There is no record of any model. Nothing can be shown.")
    options.output.mkdir(parents=True, exist_ok=True)
    others = [entry for entry in entries if entry.group != OURS]
    others += [published_entry(net) for net in read_published()]
    everything = [*(entry for entry in entries if entry.group == OURS), *others]
    everything.sort(key=lambda entry: (entry.multiply_accumulates, entry.name, entry.variant))
    return {
        "schema": SCHEMA,
        "benchmark": "frontier",
        "command": _command(options),
        "boards": {cpu: CPUS[cpu].board for cpu in BOARDS},
        "latency": timed.report,
        "entries": [entry_report(one, others, counts, timed.models) for one in everything],
        **missing.as_json(),
    }


FRONTIER = Benchmark(frontier, frontier_page, draw_frontier)


def _entries(
    options: argparse.Namespace, references: References, missing: Missing
) -> Iterator[Entry]:
    for folder in options.models:
        yield from shipped_entries(folder, references.test_images_sha256, missing)
    for path in options.scores:
        with missing.noting(f"scores of {path.name}"):
            yield from scored_entries(path, references, missing)


def _distinct(entries: Iterator[Entry]) -> list[Entry]:
    """Each model file once, as it came first."""
    return list({entry.sha256: entry for entry in reversed(list(entries))}.values())[::-1]


def _command(options: argparse.Namespace) -> str:
    words = ["frontier", "--models", *map(shown_path, options.models)]
    words += ["--scores", *map(shown_path, options.scores)]
    words += ["--arm64", *map(shown_path, options.arm64)] if options.arm64 else []
    return command_line(
        *words, *(["--latency", shown_path(options.latency)] if options.latency else [])
    )
