"""The flags of the command ``all``."""

import argparse
from pathlib import Path

from benchmarks.common_flags import (
    add_browser,
    add_keras_peers,
    add_output_flags,
    add_tflite_runtime,
)
from benchmarks.flag_types import positive_minutes
from benchmarks.hints import add_hint_flags
from benchmarks.http_load.flags import add_load_flags
from benchmarks.latency_flags import add_candidates
from benchmarks.whole.command import run_all
from benchmarks.whole.parts import PARTS

MINUTES = 10.0


def add_all(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``all`` and its flags to a command line."""
    names = ", ".join(part.name for part in PARTS)
    parser = commands.add_parser(
        "all",
        help=f"{names}, one after the other, in ten minutes; one page about all",
        description=f"Measure {names}, one after the other; write the files of each, and "
        "benchmarks.json and benchmarks.md about all of them. What is not installed is left out; "
        "what fails is named, and the rest is measured.",
    )
    parser.set_defaults(run=run_all)
    shares = ", ".join(f"{part.name} {100 * part.share:.0f} %%" for part in PARTS)
    parser.add_argument(
        "--minutes",
        type=positive_minutes,
        default=MINUTES,
        metavar="M",
        help=f"how long all may take (default: {MINUTES:g}): {shares}; what a part does not need "
        "goes to the next, and each makes at least one round",
    )
    add_candidates(parser)
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help="the model of memory, http and camera (default: the shipped int8 model, where "
        "--models has it, or else the first of them)",
    )
    add_hint_flags(parser)
    add_tflite_runtime(parser)
    add_keras_peers(
        parser, keras_help="the Keras model of memory and http (default: beside the model)"
    )
    add_browser(parser)
    add_load_flags(parser)
    add_output_flags(parser, "benchmarks")
