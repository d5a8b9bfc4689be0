"""The flags of every command that converts."""

import argparse
import math
from pathlib import Path

from convert.gate import (
    MAX_ACCURACY_DROP_POINTS,
    MAX_RECALL_DROP_POINTS,
    MIN_AGREEMENT,
    Thresholds,
)
from training.command_line import real_number, whole_number

CALIBRATION_IMAGES = 500


def add_second_runtime(parser: argparse.ArgumentParser) -> None:
    """``--second-runtime``, the path of an interpreter."""
    parser.add_argument(
        "--second-runtime",
        type=Path,
        metavar="PYTHON",
        help="repeat the proof with the runtime of another Python environment, its interpreter",
    )


def add_calibration_images(parser: argparse.ArgumentParser) -> None:
    """``--calibration-images``, a number."""
    parser.add_argument(
        "--calibration-images",
        type=whole_number(minimum=1),
        default=CALIBRATION_IMAGES,
        metavar="N",
        help="images by which int8 ranges are fitted (default: %(default)s)",
    )


def add_gate_limits(parser: argparse.ArgumentParser) -> None:
    """What a file may lose; for ``gate_limits``."""
    parser.add_argument(
        "--max-accuracy-drop",
        type=real_number(0, math.inf),
        metavar="POINTS",
        help="how many percentage points of accuracy a file may lose on the validation images "
        f"(default: {MAX_ACCURACY_DROP_POINTS:g}, with room for few images)",
    )
    parser.add_argument(
        "--min-agreement",
        type=real_number(0, 100),
        metavar="PERCENT",
        help="on how many of the images a file must answer as Keras does "
        f"(default: {100 * MIN_AGREEMENT:g}, with room for few images)",
    )
    parser.add_argument(
        "--max-recall-drop",
        type=real_number(0, math.inf),
        metavar="POINTS",
        help="how many percentage points of recall any class may lose "
        f"(default: {MAX_RECALL_DROP_POINTS:g}, with room for few images)",
    )


def gate_limits(options: argparse.Namespace, *, max_bytes: int | None = None) -> Thresholds:
    """The limits that the flags of ``add_gate_limits`` set."""
    agreement = options.min_agreement
    return Thresholds(
        max_accuracy_drop_points=options.max_accuracy_drop,
        min_agreement=None if agreement is None else agreement / 100,
        max_recall_drop_points=options.max_recall_drop,
        max_bytes=max_bytes,
    )
