"""The command ``compare``: what changed between two results, or differs within one."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.compare.files import check_kinds, objections, read_result, yardstick_objections
from benchmarks.compare.partners import named, only_in_one, same_series
from benchmarks.compare.report import (
    changes_in_one_run,
    changes_of_runs,
    relative_changes,
    table,
)
from benchmarks.compare.series import all_series
from benchmarks.flag_types import positive_percent
from benchmarks.tables import text_table
from edge_app.errors import PipelineError

NOISE_PERCENT = 2.0
SOMETHING_IS_WORSE = 3


def add_compare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``compare`` and its flags to a command line."""
    parser = commands.add_parser(
        "compare",
        help="what became faster or slower between two results, and what is only noise",
        description="Compare two results of latency, of peers, of memory or of http; or two "
        "candidates of one. Exit codes: 0, nothing is slower or takes more; 3, something is; 1, "
        "they cannot be compared; 2, a flag was wrong.",
    )
    parser.set_defaults(run=run_compare, refuse=parser.error)
    parser.add_argument("before", type=Path, metavar="A.json", help="the reference")
    parser.add_argument(
        "after", type=Path, nargs="?", metavar="B.json", help="what is compared with it"
    )
    parser.add_argument(
        "--candidates",
        nargs=2,
        metavar=("X", "Y"),
        help="compare within A.json alone, round by round: candidates whose titles hold Y with "
        "those that hold X",
    )
    parser.add_argument(
        "--relative-to",
        metavar="X",
        help="measure both results by the candidates whose titles hold X and which did not "
        "change, so that what slows down all of a run cancels",
    )
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
    """Print the comparison; the exit code, 3 where something is worse.

    Raises PipelineError: the results cannot be compared.
    """
    if (options.after is None) == (options.candidates is None):
        options.refuse("expected two results, or one with --candidates X Y")
    if options.candidates and options.relative_to:
        options.refuse("--relative-to is for two results; the rounds of one pair as they are")
    report = _within(options) if options.candidates else _between(options)
    if options.json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for line in (*report["objections"], *report["unpaired"]):
            print(f"warning: {line}", file=sys.stderr)
        print(text_table(table(report)))
    return SOMETHING_IS_WORSE if any(one["is_worse"] for one in report["changes"]) else 0


def _within(options: argparse.Namespace) -> dict[str, Any]:
    result = read_result(options.before)
    noise = options.noise
    changes = changes_in_one_run(all_series(result), *options.candidates, noise_percent=noise)
    return _report(options, result, changes, objections=result["why_no_reference"], unpaired=[])


def _between(options: argparse.Namespace) -> dict[str, Any]:
    before, after = read_result(options.before), read_result(options.after)
    check_kinds(before, after)
    first, second = all_series(before), all_series(after)
    pairs = same_series(first, second)
    found = objections(before, after, pairs)
    if options.relative_to:
        yardsticks = same_series(*(named(one, options.relative_to) for one in (first, second)))
        found += yardstick_objections(yardsticks)
    if found and not options.anyway:
        raise PipelineError(
            f"Not compared: {' Also '.join(found)} Say --anyway to compare nevertheless."
        )
    if options.relative_to:
        changes = relative_changes(pairs, yardsticks, noise_percent=options.noise)
    else:
        changes = changes_of_runs(pairs, noise_percent=options.noise)
    unpaired = only_in_one(first, second)
    return _report(options, before, changes, objections=found, unpaired=unpaired)


def _report(
    options: argparse.Namespace,
    result: dict[str, Any],
    changes: list[dict[str, Any]],
    *,
    objections: list[str],
    unpaired: list[str],
) -> dict[str, Any]:
    """The comparison, ready for JSON."""
    return {
        "benchmark": "compare",
        "kind": result["benchmark"],
        "noise_percent": options.noise,
        "relative_to": options.relative_to,
        "objections": objections,
        "unpaired": unpaired,
        "changes": changes,
    }
