"""The flags that several commands share."""

import argparse
from pathlib import Path

from benchmarks.flag_types import positive_seconds
from edge_app.classifier import default_model_path


def add_model(parser: argparse.ArgumentParser, purpose: str) -> None:
    """The flag that names the one model of a measurement, the shipped one by default."""
    parser.add_argument(
        "--model",
        type=Path,
        default=Path("models") / default_model_path().name,
        metavar="FILE",
        help=f"{purpose} (default: %(default)s)",
    )


def add_keras_peers(parser: argparse.ArgumentParser, *, keras_help: str) -> None:
    """The flags that name a Keras model and the environment that runs it."""
    parser.add_argument("--keras", type=Path, metavar="FILE", help=keras_help)
    parser.add_argument(
        "--tensorflow",
        type=Path,
        metavar="PYTHON",
        help="the Python of an environment that has TensorFlow (default: this one, if it has it)",
    )


def add_tflite_runtime(parser: argparse.ArgumentParser) -> None:
    """The flag that names the environment with the other runtime."""
    parser.add_argument(
        "--tflite-runtime",
        type=Path,
        metavar="PYTHON",
        help="also measure in the environment of this Python, which has tflite-runtime",
    )


def add_browser(parser: argparse.ArgumentParser) -> None:
    """The flag that names the environment with the browser."""
    parser.add_argument(
        "--browser",
        type=Path,
        metavar="PYTHON",
        help="the Python of an environment that has playwright, to time the camera's page in "
        "Chromium (default: this one, if it has it)",
    )


def add_seconds(parser: argparse.ArgumentParser, seconds: float) -> None:
    """The flag that ends a measurement, and its default."""
    parser.add_argument(
        "--seconds",
        type=positive_seconds,
        default=seconds,
        metavar="S",
        help="no round begins that would end later (default: %(default)g); one is always made",
    )


def add_output_flags(parser: argparse.ArgumentParser, name: str) -> None:
    """The flags that say where the report of the command ``name`` goes."""
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("benchmarks/results"),
        metavar="DIR",
        help="output folder (default: %(default)s)",
    )
    parser.add_argument(
        "--json", action="store_true", help=f"print {name}.json in place of the tables"
    )
