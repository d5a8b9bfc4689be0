"""The flags of the command ``latency``, and those that it shares with ``peers`` and ``choose``."""

import argparse
from pathlib import Path

from benchmarks.common_flags import add_output_flags, add_tflite_runtime
from benchmarks.flag_types import positive, positive_percent, positive_seconds
from benchmarks.hints import add_hint_flags
from benchmarks.latency import Settings
from benchmarks.latency_command import LATENCY
from benchmarks.remote.flags import add_device_flags

ROUNDS = 100
PRECISION_PERCENT = 1.0
VISIT_SECONDS = 1.0


def add_latency(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``latency`` and its flags to a command line."""
    parser = commands.add_parser(
        "latency",
        help="how long one inference takes, and every step before it and after",
        description="Time models side by side; write latency.json, latency.md and latency.png.",
    )
    parser.set_defaults(run=LATENCY.run)
    add_race_flags(parser, seconds=90)
    add_tflite_runtime(parser)
    add_hint_flags(parser)
    add_device_flags(parser)
    add_output_flags(parser, "latency")


def add_candidates(parser: argparse.ArgumentParser) -> None:
    """The flags that say which models are measured, and on how many threads."""
    parser.add_argument(
        "--models",
        nargs="+",
        type=Path,
        default=[Path("models")],
        metavar="PATH",
        help="model files, or folders of them; the first model is the reference (default: models)",
    )
    parser.add_argument(
        "--threads",
        action="extend",
        nargs="+",
        type=positive,
        metavar="N",
        help="CPU threads of one inference; more than one number may be given (default: 1 and 2)",
    )


def add_race_flags(parser: argparse.ArgumentParser, *, seconds: float) -> None:
    """The flags that say what is measured, and how long."""
    add_candidates(parser)
    for flag, default, meaning in (
        ("--rounds", ROUNDS, "how often each candidate has its turn, at most"),
        ("--invocations", Settings().invocations, "inferences of each in a round, at most"),
    ):
        parser.add_argument(
            flag, type=positive, default=default, metavar="N", help=f"{meaning} ({default})"
        )
    for flag, duration, meaning in (
        ("--seconds", seconds, "no round begins that would end later; one is always made"),
        ("--visit-seconds", VISIT_SECONDS, "how long the inferences of one turn may take"),
    ):
        parser.add_argument(
            flag,
            type=positive_seconds,
            default=duration,
            metavar="S",
            help=f"{meaning} ({duration:g})",
        )
    parser.add_argument(
        "--precision",
        type=positive_percent,
        default=PRECISION_PERCENT,
        metavar="PERCENT",
        help="stop when every median is known to within this, either way, with 95 %% confidence "
        f"({PRECISION_PERCENT:g})",
    )
