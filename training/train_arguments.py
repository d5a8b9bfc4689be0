"""The flags of the training command."""

import argparse
from pathlib import Path

from training.command_line import real_number, whole_number
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
    _add_host_flags(parser)


def _add_host_flags(parser: argparse.ArgumentParser) -> None:
    hosts = parser.add_argument_group(
        "several hosts",
        "The same command on every host, with KERAS_BACKEND=jax; docs/scale.md says when it pays.",
    )
    add = hosts.add_argument
    add(
        "--hosts",
        metavar="N",
        help="train on all devices of N hosts; auto: of as many as the SLURM step has tasks",
    )
    add(
        "--host-index",
        type=whole_number(minimum=0),
        metavar="I",
        help="which of them this is, from 0 (default: SLURM_PROCID or JOB_COMPLETION_INDEX)",
    )
    add(
        "--coordinator",
        metavar="HOST:PORT",
        help="an address of host 0 with a free port (default: what the SLURM step says)",
    )
    add(
        "--host-timeout",
        type=real_number(1, 86_400),
        default=120.0,
        metavar="SECONDS",
        help="how long to wait for the others at the start, and for a sign of life of a host later "
        "(default: %(default)g)",
    )
