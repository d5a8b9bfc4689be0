"""The command line of ``photos``."""

import argparse
from pathlib import Path

from convert.common_flags import add_second_runtime
from convert.compare.arguments import add_budget
from edge_app.classifier import default_model_path
from training.command_line import whole_number

CNN_RECIPE, TRANSFER_RECIPE = "photos-cnn", "photos-transfer"


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert photos",
        description="From a folder of photos to a proven int8 file for the device: inspect the "
        "photos, train a small CNN and a transfer net, convert both, keep the better one. Where "
        "it was stopped, the same command goes on.",
        epilog="exit codes: 0 a file was made; 3 one was, but of another no file passed the "
        "proof, or it fails in the second runtime; 1 none was made, or bad input; 2 bad usage; "
        "130 Ctrl-C",
    )
    parser.add_argument(
        "data",
        metavar="DATA",
        help="a folder of photos: DATA/CLASS/*, or DATA/train/CLASS/*, DATA/val/CLASS/* and "
        "DATA/test/CLASS/*",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="output folder (default: runs/NAME-SIZEpx, with the name of DATA)",
    )
    parser.add_argument(
        "--size",
        type=whole_number(minimum=8),
        metavar="PX",
        help="the side of the pictures that the nets take (default: that of the recipes, 96)",
    )
    parser.add_argument(
        "--epochs",
        type=whole_number(minimum=1),
        metavar="N",
        help="how often each net sees every picture (default: as the recipes say)",
    )
    _add_nets(parser)
    add_budget(parser)
    add_second_runtime(parser)
    return parser.parse_args(arguments)


def _add_nets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cnn",
        default=CNN_RECIPE,
        metavar="RECIPE",
        help="the recipe of the net that learns from these photos alone (default: %(default)s)",
    )
    parser.add_argument(
        "--transfer",
        default=TRANSFER_RECIPE,
        metavar="RECIPE",
        help="the recipe of the net that begins with trained weights (default: %(default)s)",
    )
    model = default_model_path().with_suffix(".keras")
    parser.add_argument(
        "--init-from",
        type=Path,
        default=model,
        metavar="MODEL",
        help=f"the trained net that they come from (default: {model.name}, which comes with the "
        "repository)",
    )
    parser.add_argument(
        "--backbone",
        metavar="NET",
        help="train a third net: this one of keras.applications, such as MobileNetV2, with its "
        "ImageNet weights, which Keras downloads once",
    )
