"""The flags of the training command."""

import argparse
from pathlib import Path

from training.confidence.flags import add_confidence_flags
from training.recipe import available_recipes
from training.run_folder import TENSORBOARD


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of the command."""
    add = parser.add_argument
    add(
        "--recipe",
        required=True,
        help=f"one of {', '.join(available_recipes())}, or the path of a .toml file",
    )
    add(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="cifar10 (downloaded once, or read from the archive that CIFAR10_ARCHIVE names), the "
        "path of a CIFAR-10 binary archive, or a folder of pictures (default: %(default)s)",
    )
    add(
        "--split",
        metavar="PERCENT",
        help="draw training, validation and test images from all images together, such as 70/15/15",
    )
    add("--output", required=True, type=Path, metavar="DIR", help="output folder")
    add("--resume", action="store_true", help="go on where a run of this folder was stopped")
    add(
        "--test",
        action="store_true",
        help="score the test split too: once, for the figure that is published; with --resume "
        "also after the training",
    )
    add(
        "--teacher",
        type=Path,
        metavar="MODEL",
        help="a trained model.keras to learn from, for a recipe with a distillation_weight",
    )
    add(
        "--init-from",
        type=Path,
        metavar="MODEL",
        help="a trained model.keras of the same architecture to take the first weights from",
    )
    add(
        "--tensorboard",
        action="store_true",
        help=f"write the curves for TensorBoard too, to {TENSORBOARD} in the output folder",
    )
    add_confidence_flags(parser)
