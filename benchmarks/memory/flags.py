"""The flags of the command ``memory``."""

import argparse
from pathlib import Path

from benchmarks.common_flags import (
    add_keras_peers,
    add_output_flags,
    add_seconds,
    add_tflite_runtime,
)
from benchmarks.flag_types import positive
from benchmarks.memory.command import MEMORY
from edge_app.classifier import default_model_path


def add_memory(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``memory`` and its flags to a command line."""
    parser = commands.add_parser(
        "memory",
        help="peak memory, time from start to the first answer, installed size, beside TensorFlow",
        description="Start the app from nothing, beside TensorFlow doing the same; write "
        "memory.json, memory.md and memory.png. What is not installed is left out.",
    )
    parser.set_defaults(run=MEMORY.run)
    parser.add_argument(
        "--models",
        nargs="+",
        type=Path,
        default=[Path("models") / default_model_path().name],
        metavar="PATH",
        help="model files, or folders of them (default: the shipped int8 model)",
    )
    add_keras_peers(
        parser,
        keras_help="the Keras model to compare with (default: NAME.keras beside the first model)",
    )
    add_tflite_runtime(parser)
    parser.add_argument(
        "--rounds",
        type=positive,
        default=10,
        metavar="N",
        help="how often each way is started at most (default: %(default)s)",
    )
    add_seconds(parser, 120.0)
    add_output_flags(parser, "memory")
