"""The command line: the commands of ``edge-app``, and what each takes besides its settings."""

import argparse
import sys
from typing import Any

from edge_app import __version__, commands, doctor_command, info_command, model_commands
from edge_app.bulk import options as bulk_options
from edge_app.camera import options as camera_options
from edge_app.input_ranges import join_input_range
from edge_app.service import command as service_command
from edge_app.settings.options import add_source_options, settings_options

Subparsers = argparse._SubParsersAction  # argparse has no public name for it.


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of a command line; ``command`` is the function to be called with them.

    ``config`` and ``print_config`` are there only where they were given, as are the settings.
    """
    parser = argparse.ArgumentParser(
        prog="edge-app",
        description="Classify pictures on this device with a TFLite model.",
        epilog="edge-app COMMAND --help says what a command takes.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    add_source_options(parser)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_classify(subparsers)
    bulk_options.add_to(subparsers, parents=[settings_options("bulk")])
    camera_options.add_to(subparsers, parents=[settings_options("camera")], command=commands.camera)
    _add_serve(subparsers)
    info_command.add_to(subparsers, parents=[settings_options("info")])
    model_commands.add_to(subparsers)
    doctor_command.add_to(subparsers, parents=[settings_options("doctor")])
    service_command.add_to(subparsers, parents=[settings_options("serve")])
    words = sys.argv[1:] if arguments is None else arguments
    options = parser.parse_args(join_input_range(words))
    if "command" not in options and "print_config" not in options:
        parser.error("the following arguments are required: COMMAND")
    return options


def _add_classify(subparsers: "Subparsers[Any]") -> None:
    parser = subparsers.add_parser(
        "classify",
        parents=[settings_options("classify")],
        help="classify files, folders or standard input",
        description="Classify pictures: JPEG, PNG, WebP, BMP or GIF, by their content. "
        "Exit code 1 when one of them got no answer.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a picture; a folder, with all that is below it; or - for standard input, "
        "which is read too where nothing is named and a picture is piped in",
    )
    parser.add_argument(
        "--files-from",
        metavar="FILE",
        help="names of more of them, one a line; - is standard input",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print a table, one row for each picture")
    _add_rule(parser)
    parser.set_defaults(command=commands.classify)


def _add_rule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--threshold",
        type=_probability,
        metavar="P",
        help="be sure from this probability on, 0 to 1 (default: as the model says)",
    )
    for flag, help_words in (
        ("--allow", "name only these classes"),
        ("--deny", "do not name these classes"),
    ):
        parser.add_argument(flag, action="append", default=[], metavar="LABEL,...", help=help_words)


def _add_serve(subparsers: "Subparsers[Any]") -> None:
    parser = subparsers.add_parser(
        "serve",
        parents=[settings_options("serve")],
        help="serve the upload page and the API",
        description="Serve the upload page and the HTTP API, until Ctrl-C.",
    )
    parser.set_defaults(command=commands.serve)


def _probability(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a probability from 0 to 1, such as 0.7 for 70 %%"
        )
    return number
