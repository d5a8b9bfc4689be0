"""The command ``latency``: find the models, time them, say and write what was found."""

import argparse
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.benchmark import Benchmark
from benchmarks.candidates import find_models, recorded_accuracy
from benchmarks.command_line import command_line, path_words
from benchmarks.entrants import Field, add_ours, possible_threads
from benchmarks.hints import Hints, hints_of
from benchmarks.latency import Effort, Settings
from benchmarks.latency_page import latency_page
from benchmarks.latency_picture import draw_latency
from benchmarks.missing import tell
from benchmarks.output import Progress, progress, shown_path
from benchmarks.race import race
from benchmarks.remote.command import measure_on_device
from benchmarks.surroundings import Watch
from edge_app.errors import PipelineError

DEFAULT_THREADS = (1, 2)


def measure_latency(
    options: argparse.Namespace, *, output: Path | None = None, progress: Progress = progress
) -> dict[str, Any]:
    """Time the models that the command line names; what is not measured is said at once.

    ``output`` is made before the measurement, so that a bad path is refused now. ``progress``
    makes the context in which what is done is shown.

    Raises PipelineError: nothing can be measured. OSError: ``output`` cannot be made.
    """
    watch, found = Watch(), Field()
    threads = possible_threads(threads_of(options, watch.cores), watch.cores, found)
    paths, hints = find_models(options.models), hints_of(options)
    other = options.tflite_runtime
    with ExitStack() as stack, progress() as show:
        show("opening the models")
        add_ours(found, paths, threads=threads, tflite_runtime=other, stack=stack, hints=hints)
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
            command=_command(options),
            accuracies=accuracies,
            watch=watch,
            show=show,
        )


def _command(options: argparse.Namespace) -> str:
    shown_labels = shown_path(options.labels) if options.labels else None
    hint_words = Hints(shown_labels, options.input_range).words()
    return command_of(options, "latency", *path_words(options, ("tflite_runtime",)), *hint_words)


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
    words = [name, "--models", *map(shown_path, options.models)]
    words += ["--threads", *map(str, options.threads)] if options.threads else []
    words += ["--rounds", str(options.rounds), "--invocations", str(options.invocations)]
    words += ["--seconds", f"{options.seconds:g}", "--visit-seconds", f"{options.visit_seconds:g}"]
    return command_line(*words, "--precision", f"{options.precision:g}", *more)


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    """The report, from this machine or from the device that is named."""
    if not options.device:
        return measure_latency(options, output=options.output)
    report = measure_on_device(options, output=options.output)
    # The device knows its copies of the files alone; and no record names a user or a host.
    return {**report, "command": f"{_command(options)} --device USER@HOST"}


LATENCY = Benchmark(_measured, latency_page, draw_latency)
