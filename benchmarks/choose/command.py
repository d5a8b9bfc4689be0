"""The command ``choose``: measure, or read a result, and say what to use."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.choose.rule import Choice, Limits, choose, title
from benchmarks.common_flags import add_tflite_runtime
from benchmarks.compare.files import read_result
from benchmarks.flag_types import accuracy, positive_milliseconds
from benchmarks.hints import add_hint_flags
from benchmarks.latency_command import measure_latency
from benchmarks.latency_flags import add_race_flags
from benchmarks.machine import read_machine
from edge_app.errors import PipelineError


def add_choose(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``choose`` and its flags to a command line."""
    parser = commands.add_parser(
        "choose",
        help="which model, runtime and number of threads to use on this machine, and why",
        description="Measure the models here, or read a result, and name the one to use: the most "
        "accurate within the limits, and of equally accurate ones the fastest. Exit codes: 0, one "
        "was chosen; 1, nothing fits or nothing could be measured; 2, a flag was wrong.",
    )
    parser.set_defaults(run=run_choose)
    parser.add_argument(
        "--max-ms",
        type=positive_milliseconds,
        metavar="MS",
        help="99 %% of the inferences must be at least as fast",
    )
    parser.add_argument(
        "--min-accuracy",
        type=accuracy,
        metavar="A",
        help="the least accuracy on the test pictures, 0 to 1, as recorded beside the model",
    )
    parser.add_argument(
        "--from",
        dest="result",
        type=Path,
        metavar="FILE",
        help="read this latency.json in place of measuring",
    )
    add_race_flags(parser, seconds=60)
    add_tflite_runtime(parser)
    add_hint_flags(parser)
    parser.add_argument("--json", action="store_true", help="print JSON in place of words")


def run_choose(options: argparse.Namespace) -> bool:
    """Print what to use; False when nothing fits.

    Raises PipelineError: nothing can be measured, or the result cannot be read.
    """
    report = read_result(options.result) if options.result else measure_latency(options)
    if report["benchmark"] != "latency":
        raise PipelineError(
            f"{options.result} is a result of {report['benchmark']}. Expected one of latency."
        )
    limits = Limits(options.max_ms, options.min_accuracy)
    choice = choose(report["candidates"], limits)
    for line in _warnings(report, read=options.result is not None):
        print(f"warning: {line}", file=sys.stderr)
    if options.json:
        print(json.dumps(_as_json(choice, limits), indent=2, ensure_ascii=False))
    else:
        print(_in_words(choice))
    return choice.candidate is not None


def _warnings(report: dict[str, Any], *, read: bool) -> list[str]:
    found = list(report["why_no_reference"])
    here, there = read_machine(), report["machine"]
    if read and (here.board, here.cpu, here.cores) != (
        there["board"],
        there["cpu"],
        there["cores"],
    ):
        found.append("The result is of another machine than this one.")
    return found


def _in_words(choice: Choice) -> str:
    if choice.candidate is None:
        return choice.reason
    return f"Use {title(choice.candidate)}.\n{choice.reason}"


def _as_json(choice: Choice, limits: Limits) -> dict[str, Any]:
    return {
        "benchmark": "choose",
        "max_ms": limits.max_ms,
        "min_accuracy": limits.min_accuracy,
        "fits": choice.candidate is not None,
        "choice": _named(choice.candidate),
        "nearest": _named(choice.nearest),
        "reason": choice.reason,
    }


def _named(candidate: dict[str, Any] | None) -> dict[str, Any] | None:
    if candidate is None:
        return None
    keys = ("name", "sha256", "runtime", "threads", "accuracy", "invoke_ms")
    return {key: candidate[key] for key in keys}
