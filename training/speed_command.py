"""Measure how fast nets train on this machine: ``python -m training speed``."""

import argparse
import json
import os
import sys
from pathlib import Path

from edge_app.errors import PipelineError
from training.architecture_settings import check_backbone_setting
from training.command_line import exit_code, quiet_libraries, whole_number
from training.recipe import available_recipes, load_recipe
from training.speed.candidates import available_backends, candidates

RECIPES = ("resnet8", "stride-cnn-medium")
STOPPED = "Stopped. Nothing was written."


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training speed",
        description="Measure the training steps of recipes on random images, with each installed "
        "back end (or that of KERAS_BACKEND), with and without jit_compile. Prints a table in "
        "Markdown; run it while the machine does nothing else.",
    )
    parser.add_argument(
        "--recipe",
        action="append",
        metavar="NAME",
        help=f"one of {', '.join(available_recipes())}, or the path of a .toml file; may be given "
        f"several times (default: {' and '.join(RECIPES)})",
    )
    parser.add_argument(
        "--threads",
        action="append",
        type=whole_number(minimum=1),
        default=[],
        metavar="N",
        help="measure TensorFlow also with N threads within an operation, and one operation at a "
        "time; may be given several times",
    )
    parser.add_argument(
        "--steps",
        type=whole_number(minimum=1),
        default=10,
        metavar="N",
        help="steps of a round (default: %(default)s)",
    )
    parser.add_argument(
        "--rounds",
        type=whole_number(minimum=1),
        default=5,
        metavar="N",
        help="how often each is measured, in turn with the others (default: %(default)s)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print all measured rates as JSON in place of the table"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    return exit_code(lambda: run(options), output=Path(), stopped=lambda: STOPPED)


def run(options: argparse.Namespace) -> None:
    """Measure and print as the command line says; progress goes to stderr.

    Raises PipelineError: an unusable recipe, or not one measurement that succeeded.
    """
    recipes = list(dict.fromkeys(options.recipe or RECIPES))
    for recipe in recipes:
        check_backbone_setting(load_recipe(recipe))
    backends = available_backends(os.environ.get("KERAS_BACKEND"))
    rows = candidates(recipes, backends=backends, threads=list(dict.fromkeys(options.threads)))

    # Here, because Keras takes seconds: bad input is refused before.
    from training.speed.measure import measure
    from training.speed.report import describe_machine, markdown, speed_record

    machine = describe_machine()
    length = {"steps": options.steps, "rounds": options.rounds}
    measured = measure(rows, **length, say=lambda line: print(line, file=sys.stderr, flush=True))
    if options.json:
        record = speed_record(measured, machine=machine, **length)
        print(json.dumps(record, indent=2, allow_nan=False))
    else:
        print(markdown(measured, machine=machine, **length))
    if all(each.error for each in measured if each.candidate.backend is not None):
        raise PipelineError(f"No net could be trained: {measured[-1].error}")


if __name__ == "__main__":
    sys.exit(main())
