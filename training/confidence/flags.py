"""The flags of every command that measures confidence."""

import argparse
from pathlib import Path

from training.command_line import real_number

WANTED_PERCENT = 95.0
LOWEST_PERCENT, HIGHEST_PERCENT = 50.0, 99.9


def add_confidence_flags(parser: argparse._ActionsContainer) -> None:
    """``--sure-precision``, per cent, and ``--unknown``, a folder; neither changes any weights."""
    parser.add_argument(
        "--sure-precision",
        type=real_number(LOWEST_PERCENT, HIGHEST_PERCENT),
        default=WANTED_PERCENT,
        metavar="PERCENT",
        help="how many of the answers that count as sure should be right (default: %(default)g)",
    )
    parser.add_argument(
        "--unknown",
        type=Path,
        metavar="DIR",
        help="a folder of pictures of nothing that the net knows: how often is it sure of them?",
    )
