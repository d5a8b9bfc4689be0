"""The command ``peers``: the same nets in other libraries, side by side with ours."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.benchmark import Benchmark
from benchmarks.candidates import find_models
from benchmarks.command_line import path_words
from benchmarks.common_flags import add_output_flags
from benchmarks.entrants import Field, add_ours, possible_threads
from benchmarks.latency import Settings
from benchmarks.latency_command import (
    command_of,
    effort_of,
    recorded_accuracies,
    threads_of,
)
from benchmarks.latency_flags import add_race_flags
from benchmarks.latency_page import latency_page
from benchmarks.latency_picture import draw_latency
from benchmarks.missing import tell
from benchmarks.output import progress
from benchmarks.peers.entrants import add_keras, add_peers
from benchmarks.race import race
from benchmarks.surroundings import Watch
from edge_app.errors import PipelineError


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    """Raises PipelineError: none of our models can be measured. OSError: no output folder."""
    watch, found = Watch(), Field()
    threads = possible_threads(threads_of(options, watch.cores), watch.cores, found)
    paths = find_models(options.models)
    with ExitStack() as stack, progress() as show:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        show("opening the models")
        add_ours(found, paths, threads=threads, tflite_runtime=None, stack=stack)
        if not found.entrants:
            tell(found.missing)
            raise PipelineError("None of the models can be measured.")
        options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
        python = options.peers or Path(sys.executable)
        add_peers(found, python=python, folder=folder, stack=stack, show=show)
        python = options.tensorflow or python
        add_keras(found, python=python, keras=options.keras, folder=folder, stack=stack)
        tell(found.missing)
        return race(
            found,
            Settings(invocations=options.invocations, visit_seconds=options.visit_seconds, files=0),
            effort_of(options),
            benchmark="peers",
            command=_command(options),
            accuracies=recorded_accuracies(found),
            watch=watch,
            show=show,
        )


def _command(options: argparse.Namespace) -> str:
    return command_of(options, "peers", *path_words(options, ("peers", "tensorflow", "keras")))


PEERS = Benchmark(_measure, latency_page, draw_latency)


def add_peers_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``peers`` and its flags to a command line."""
    parser = commands.add_parser(
        "peers",
        help="the same nets in onnxruntime, OpenVINO and Keras, side by side with ours",
        description="Time the same nets in other libraries; write peers.json, peers.md and "
        "peers.png. What is not installed, or gives other answers, is left out.",
    )
    parser.set_defaults(run=PEERS.run)
    add_race_flags(parser, seconds=120)
    parser.add_argument(
        "--peers",
        type=Path,
        metavar="PYTHON",
        help="the Python of an environment with the extra `peers` (default: this one)",
    )
    parser.add_argument(
        "--tensorflow",
        type=Path,
        metavar="PYTHON",
        help="the Python of an environment with TensorFlow (default: that of --peers)",
    )
    parser.add_argument(
        "--keras",
        type=Path,
        metavar="FILE",
        help="the Keras model to compare with (default: NAME.keras beside the first model)",
    )
    add_output_flags(parser, "peers")
