"""Say how good a trained net is: ``python -m training evaluate RUN``."""

import argparse
import json
import sys
import textwrap
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

from edge_app.native_logs import quiet_native_logs_in_child
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
)
from training.confidence.flags import add_confidence_flags
from training.confidence.summary import confidence_lines
from training.evaluation import Accuracy
from training.finished import FinishedRun
from training.finished_command import report_again
from training.run_folder import only_process_in, read_run, refuse_other_things

STOPPED = "Stopped. The run is as it was; the same command writes the report."
WIDTH = 100


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training evaluate",
        description="Ask the model of a finished run again, and write report.html, evaluation.json "
        "and pictures: every figure, the mistakes, and what to do about them. Nothing is trained.",
    )
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="the output folder of a finished training"
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="the data of the training: cifar10, the path of a CIFAR-10 binary archive, or a "
        "folder of pictures (default: %(default)s)",
    )
    parser.add_argument(
        "--test",
        action="store_true",
        help="report on the test split too; a figure that training.json holds stays, and the first "
        "one is written there",
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="folder to write to (default: RUN itself)"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print evaluation.json in place of the advice; what else is said goes to stderr",
    )
    add_confidence_flags(parser)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()

    def quietly() -> None:
        with quiet_native_logs_in_child():
            run(options)

    return exit_code(quietly, output=options.output or options.run, stopped=lambda: STOPPED)


def run(options: argparse.Namespace) -> None:
    """Evaluate as the command line says.

    Raises PipelineError: no finished run, other data than its own, a model that is not that of its
    record, or an output folder that cannot be used.
    """
    stream = sys.stderr if options.json else sys.stdout
    finished = read_run(options.run)
    output = options.output or options.run
    _prepare(options, output, finished)
    with ExitStack() as stack:
        for folder in {options.run.resolve(), output.resolve()}:
            stack.enter_context(only_process_in(folder))
        stack.enter_context(redirect_stdout(stream))
        facts = report_again(options, options.run, finished, output=output, test=options.test)
    _print(facts, stream, as_json=options.json)
    print(f"Wrote report.html, evaluation.json and pictures to {output}", file=stream)


def _prepare(options: argparse.Namespace, output: Path, finished: FinishedRun) -> None:
    """Refuse now what would fail when all has been computed."""
    from training.report.file_names import FILES

    if output.resolve() != options.run.resolve():
        refuse_other_things(output, ours=FILES, expected="report")
    check_outside_data(output, options.data)
    make_output_folder(output)
    if options.test and "test" not in finished.metrics:
        make_output_folder(options.run)  # Where the figure is kept.


def _print(facts: dict[str, Any], stream: TextIO, *, as_json: bool) -> None:
    for part, reached in facts["published"].items():
        print(f"{part.capitalize()} accuracy: {Accuracy(**reached)}", file=stream)
    print("\n".join(confidence_lines(facts["confidence"])), file=stream)
    if as_json:
        print(json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False))
        return
    for sentence in facts["advice"]:
        print(textwrap.fill(sentence, WIDTH, initial_indent="- ", subsequent_indent="  "))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
