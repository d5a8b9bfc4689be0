"""The flags of the conversion that are about confidence."""

import argparse
from pathlib import Path

from training.command_line import real_number
from training.confidence.flags import add_confidence_flags


def add_conversion_flags(parser: argparse.ArgumentParser) -> None:
    """Those of every command that measures confidence, and where the temperature comes from."""
    add_confidence_flags(parser)
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--temperature",
        type=real_number(0.01, 100),
        metavar="T",
        help="divide the logits by this, 1 for not at all (default: fitted on validation images)",
    )
    source.add_argument(
        "--confidence-from",
        type=Path,
        metavar="RECORD",
        help="take temperature and thresholds from the training.json or NAME.json of a twin, which "
        "held validation images out",
    )
