"""The flags of the command ``http``."""

import argparse

from benchmarks.common_flags import add_keras_peers, add_model, add_output_flags, add_seconds
from benchmarks.flag_types import positive
from benchmarks.http_load.command import HTTP
from benchmarks.http_load.pictures import SIZES

# The server takes 500 connections, and a process may by default open 1024 files (macOS: 256).
MOST_CLIENTS = 200


def add_http(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``http`` and its flags to a command line."""
    parser = commands.add_parser(
        "http",
        help="the upload API under load, beside an empty route and the tutorial's way",
        description="Upload pictures to the app by several clients at once; write http.json, "
        "http.md and http.png. What is not installed is left out.",
    )
    parser.set_defaults(run=HTTP.run)
    add_model(parser, "the model file that the app serves")
    add_keras_peers(
        parser, keras_help="the tutorial's Keras model (default: NAME.keras beside the model)"
    )
    add_load_flags(parser)
    add_seconds(parser, 180.0)
    add_output_flags(parser, "http")


def add_load_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say how many clients upload what."""
    parser.add_argument(
        "--clients",
        nargs="+",
        type=_clients,
        default=[1, 2, 8, 32],
        metavar="N",
        help=f"numbers of clients at the same time, up to {MOST_CLIENTS} (default: 1 2 8 32)",
    )
    parser.add_argument(
        "--pictures",
        nargs="+",
        choices=list(SIZES),
        default=list(SIZES),
        metavar="NAME",
        help=f"which pictures are uploaded, of {', '.join(SIZES)} (default: all)",
    )


def _clients(text: str) -> int:
    number = positive(text)
    if number > MOST_CLIENTS:
        raise argparse.ArgumentTypeError(f"{text!r} is more than {MOST_CLIENTS} clients")
    return number
