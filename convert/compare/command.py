"""The command ``compare``: which of several trained nets to keep, by accuracy and by cost."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convert.common_flags import gate_limits
from convert.compare.arguments import parse_arguments
from convert.compare.budget import Budget
from convert.compare.folder import our_names
from convert.compare.runs import Run, read_runs
from convert.export.chatter import quiet_converter
from convert.job import Job
from edge_app.errors import PipelineError
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
    uninterrupted,
)
from training.evaluation import Accuracy
from training.run_folder import only_process_in, refuse_other_things

if TYPE_CHECKING:
    from convert.compare.entries import Maker
    from convert.compare.entry import Entry
    from convert.compare.result import Result
    from convert.conversion import Conversion

STOPPED = "Stopped. Finished conversions are kept: the same command goes on."
EXIT_CODES = {"passed": 0, "failed": 1, "fallback": 3}
VARIANTS = ("float32", "int8")


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    facts: dict[str, Any] = {}

    def quietly() -> None:
        with quiet_converter():
            facts.update(run(options))

    ended = exit_code(quietly, output=options.output, stopped=lambda: STOPPED)
    return ended or EXIT_CODES[facts["verdict"]]


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Compare as the command line says, and write the folder; gives what comparison.json holds.

    Raises PipelineError: runs that cannot be compared, other data than theirs, or a folder that
    cannot be used.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    runs = read_runs(options.runs)
    _check_output(options, runs)
    make_output_folder(options.output)
    with only_process_in(options.output):
        facts = _compare(options, runs, say)
    if options.json:
        print(json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False))
    return facts


def _check_output(options: argparse.Namespace, runs: list[Run]) -> None:
    """Raises PipelineError: a folder of other things, of the data, or one of the ``runs``."""
    check_outside_data(options.output, options.data)
    for one in runs:
        if options.output.resolve() == one.folder.resolve():
            raise PipelineError(f"{options.output} is a run itself. Choose another --output.")
    refuse_other_things(options.output, ours=our_names(options.output), expected="comparison")


def _compare(
    options: argparse.Namespace, runs: list[Run], say: Callable[[str], None]
) -> dict[str, Any]:
    # Here, because they import TensorFlow, which takes seconds: bad input is refused before.
    from convert.compare.entries import Data, Maker
    from convert.compare.report import text_report
    from convert.compare.write import write_result

    job = Job(
        name="",
        variants=VARIANTS,
        calibration_images=options.calibration_images,
        thresholds=gate_limits(options),
        second_runtime=options.second_runtime,
    )
    maker = Maker(options.output, job, Data(options.data, say=say), say)
    result = _judged(options, maker.entries(runs), runs[0], say)
    winner = None
    if result.choice.winner:
        chosen = next(one for one in runs if one.name == result.choice.winner.name)
        winner, result = _final(maker, chosen, result, test=options.test)
    with uninterrupted():  # Ctrl-C comes before, or after.
        facts = write_result(options.output, result, winner)
    say(text_report(result))
    say(f"\nWrote {options.output}")
    return facts


def _judged(
    options: argparse.Namespace, entries: "list[Entry]", run: Run, say: Callable[[str], None]
) -> "Result":
    """What the entries cost, and which is chosen; ``run`` is one of them, for their data."""
    from convert.compare.choice import choose
    from convert.compare.result import Result
    from convert.compare.timing import time_beside_default

    latencies = None
    if files := {one.name: one.file.path for one in entries if one.file}:
        say("Timing the files and the default model in turns ...")
        costs, latencies = time_beside_default(files)
        entries = [replace(one, cost=costs.get(one.name)) for one in entries]
    budget = Budget(max_latency_ratio=options.max_latency_ratio, max_size_kb=options.max_size_kb)
    data = run.finished.data
    return Result(
        data=str(data.get("name", "pictures")),
        images=data["validation"]["images"],
        budget=budget,
        choice=choose(entries, budget),
        latencies=latencies,
    )


def _final(
    maker: "Maker", chosen: Run, result: "Result", *, test: bool
) -> "tuple[tuple[Run, Conversion], Result]":
    """The conversion to keep, and the result with the accuracy on the test images if asked for.

    Raises PipelineError: the file that was chosen gives no numbers on a test image.
    """
    conversion, _ = maker.conversion(chosen, score_test=test)
    if not test:
        return (chosen, conversion), result
    recommended = conversion.record["recommended"]
    if recommended is None:
        raise PipelineError(f"{chosen.name}: {conversion.record['advice'][0]}")
    reached = conversion.record["variants"][recommended]["test"]["accuracy"]
    return (chosen, conversion), replace(result, test=Accuracy(**reached))
