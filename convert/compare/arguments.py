"""The command line of ``compare``."""

import argparse
import math
from pathlib import Path

from convert.common_flags import add_calibration_images, add_gate_limits, add_second_runtime
from training.command_line import real_number, whole_number

DEFAULT_FOLDER = "compared"


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert compare",
        description="Convert several trained nets of one data set, and keep the one that is best "
        "on the validation images among those that the device can afford.",
        epilog="exit codes: 0 a net was chosen; 3 one was, but of another no file passed the "
        "proof, or it fails in the second runtime; 1 none was chosen, or bad input; 2 bad usage; "
        "130 Ctrl-C",
    )
    parser.add_argument(
        "runs",
        nargs="+",
        type=Path,
        metavar="RUN",
        help="output folders of finished trainings, two at least, of the same data and split",
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="the data that the nets were trained on (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help=f"output folder (default: {DEFAULT_FOLDER}, beside the first RUN)",
    )
    add_budget(parser)
    parser.add_argument(
        "--test", action="store_true", help="score the test images too, once, of the chosen net"
    )
    add_calibration_images(parser)
    add_gate_limits(parser)
    add_second_runtime(parser)
    parser.add_argument(
        "--json", action="store_true", help="print comparison.json, and nothing else"
    )
    options = parser.parse_args(arguments)
    options.output = options.output or options.runs[0].parent / DEFAULT_FOLDER
    return options


def add_budget(parser: argparse.ArgumentParser) -> None:
    """What the device can afford: ``--max-latency-ratio`` and ``--max-size-kb``."""
    parser.add_argument(
        "--max-latency-ratio",
        type=real_number(0.001, math.inf),
        metavar="R",
        help="how many times as long as the shipped default model an inference may take, both "
        "timed here in turns (default: no limit)",
    )
    parser.add_argument(
        "--max-size-kb",
        type=whole_number(minimum=1),
        metavar="N",
        help="how large the file may be, in kB of 1,000 bytes (default: no limit)",
    )
