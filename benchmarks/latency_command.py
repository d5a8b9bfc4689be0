"""The command ``latency``: find the models, time them, say and write what was found."""

import argparse
import shlex
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.candidates import find_models, recorded_accuracy
from benchmarks.entrants import Field, add_ours, possible_threads
from benchmarks.latency import Effort, Settings
from benchmarks.latency_page import markdown_page, text_page
from benchmarks.latency_picture import draw_latency
from benchmarks.machine import read_machine, read_state
from benchmarks.missing import tell
from benchmarks.output import progress, publish, shown_path
from benchmarks.race import race
from edge_app.errors import PipelineError

DEFAULT_THREADS = (1, 2)


def run_latency(options: argparse.Namespace) -> bool:
    """Measure as the command line says; False when something asked for could not be measured.

    Raises PipelineError: nothing can be measured. OSError: the output folder cannot be written.
    """
    report = measure_latency(options, output=options.output)
    publish(
        report,
        options.output,
        as_json=options.json,
        text=text_page,
        page=markdown_page,
        draw=draw_latency,
    )
    return not report["failed"]


def measure_latency(options: argparse.Namespace, *, output: Path | None = None) -> dict[str, Any]:
    """Time the models that the command line names; what is not measured is said at once.

    ``output`` is made before the measurement, so that a bad path is refused now.

    Raises PipelineError: nothing can be measured. OSError: ``output`` cannot be made.
    """
    machine, start, found = read_machine(), read_state(), Field()
    threads = possible_threads(threads_of(options, machine.cores), machine.cores, found)
    paths = find_models(options.models)
    other = options.tflite_runtime
    other_runtime = ["--tflite-runtime", shown_path(other)] if other else []
    with ExitStack() as stack, progress() as show:
        show("opening the models")
        add_ours(found, paths, threads=threads, tflite_runtime=other, stack=stack)
        tell(found.missing)
        if output is not None and found.entrants:
            output.mkdir(parents=True, exist_ok=True)
        settings, effort = settings_of(options), effort_of(options)
        accuracies = recorded_accuracies(found)
        return race(
            found,
            settings,
            effort,
            benchmark="latency",
            command=command_of(options, "latency", *other_runtime),
            accuracies=accuracies,
            machine=machine,
            start=start,
            show=show,
        )


def threads_of(options: argparse.Namespace, cores: int) -> list[int]:
    """The numbers of threads that were asked for, or the usual ones that this machine has."""
    return options.threads or [threads for threads in DEFAULT_THREADS if threads <= cores]


def settings_of(options: argparse.Namespace) -> Settings:
    return Settings(invocations=options.invocations, visit_seconds=options.visit_seconds)


def effort_of(options: argparse.Namespace) -> Effort:
    return Effort(options.rounds, options.seconds, options.precision)


def recorded_accuracies(found: Field) -> Mapping[str, float]:
    """The test accuracies (0..1) in the records beside the models, by the models' names."""
    accuracies: dict[str, float] = {}
    models = {entrant.candidate.name: entrant.candidate for entrant in found.entrants}
    for name, candidate in models.items():
        try:
            accuracy = recorded_accuracy(candidate.path, sha256=candidate.sha256)
        except PipelineError as error:
            print(f"warning: {error} Its accuracy is left out.", file=sys.stderr)
        else:
            if accuracy is not None:
                accuracies[name] = accuracy
    return accuracies


def command_of(options: argparse.Namespace, name: str, *more: str) -> str:
    """The command that measures the same again; of paths elsewhere on the disk only the name."""
    words = ["python", "-m", "benchmarks", name, "--models", *map(shown_path, options.models)]
    words += ["--threads", *map(str, options.threads)] if options.threads else []
    words += ["--rounds", str(options.rounds), "--invocations", str(options.invocations)]
    words += ["--seconds", f"{options.seconds:g}", "--visit-seconds", f"{options.visit_seconds:g}"]
    return shlex.join([*words, "--precision", f"{options.precision:g}", *more])
