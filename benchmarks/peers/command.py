"""The command ``peers``: the same nets in other libraries, side by side with ours."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.candidates import find_models
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
from benchmarks.latency_page import markdown_page, text_page
from benchmarks.latency_picture import draw_latency
from benchmarks.machine import read_machine, read_state
from benchmarks.missing import tell
from benchmarks.output import progress, publish, shown_path
from benchmarks.peers.entrants import add_keras, add_peers
from benchmarks.race import race
from edge_app.errors import PipelineError


def add_peers_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``peers`` and its flags to a command line."""
    parser = commands.add_parser(
        "peers",
        help="the same nets in onnxruntime, OpenVINO and Keras, side by side with ours",
        description="Time the same nets in other libraries; write peers.json, peers.md and "
        "peers.png. What is not installed, or gives other answers, is left out.",
    )
    parser.set_defaults(run=run_peers)
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


def run_peers(options: argparse.Namespace) -> bool:
    """Measure as the command line says; False when something could not be measured.

    A peer that is not there is no failure, and is named. Raises PipelineError: none of our models
    can be measured. OSError: the output folder cannot be written.
    """
    report = _measure(options)
    publish(
        report,
        options.output,
        as_json=options.json,
        text=text_page,
        page=markdown_page,
        draw=draw_latency,
    )
    return not report["failed"]


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    machine, start, found = read_machine(), read_state(), Field()
    threads = possible_threads(threads_of(options, machine.cores), machine.cores, found)
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
            machine=machine,
            start=start,
            show=show,
        )


def _command(options: argparse.Namespace) -> str:
    words = []
    for flag in ("peers", "tensorflow", "keras"):
        path = getattr(options, flag)
        words += [f"--{flag}", shown_path(path)] if path else []
    return command_of(options, "peers", *words)
