"""The command ``memory``: find the ways to an answer, start them, say and write what was found."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.benchmark import Benchmark
from benchmarks.candidates import find_models, inspect
from benchmarks.command_line import command_line, path_words
from benchmarks.inputs import PHOTO_SIZE, SEED, make_inputs
from benchmarks.memory.page import memory_page
from benchmarks.memory.picture import draw_memory
from benchmarks.memory.report import memory_report
from benchmarks.memory.starts import Start, Way, measure
from benchmarks.memory.ways import find_ways
from benchmarks.missing import Missing, tell
from benchmarks.output import Report, progress, shown_path
from benchmarks.surroundings import Watch
from benchmarks.turns import Limits
from edge_app.errors import ModelFileError, PipelineError


def measure_memory(options: argparse.Namespace) -> Report:
    """Start all ways to an answer, as the command line says.

    Raises PipelineError: nothing can be measured. OSError: the output folder cannot be made.
    """
    watch, missing = Watch(), Missing()
    models = _usable(find_models(options.models), missing)
    if not models:
        raise PipelineError("None of the models can be measured.")
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    ways, starts = _measure(models, options, missing, watch)
    if not starts:
        raise PipelineError("None of the ways to an answer works.")
    return memory_report(
        ways,
        starts,
        missing=missing,
        settings=_settings(options),
        command=_command(options),
        surroundings=watch.end(),
    )


MEMORY = Benchmark(measure_memory, memory_page, draw_memory)


def _usable(paths: dict[str, Path], missing: Missing) -> dict[str, Path]:
    """The models that can be run here; the reasons of the others are printed, and noted."""
    usable = {}
    for name, path in paths.items():
        try:
            inspect(name, path)
            usable[name] = path.absolute()
        except ModelFileError as error:
            print(f"error: {error}", file=sys.stderr)
            missing.failed[name] = str(error).removeprefix(f"{path}: ").replace(str(path), name)
    return usable


def _measure(
    models: dict[str, Path], options: argparse.Namespace, missing: Missing, watch: Watch
) -> tuple[list[Way], dict[str, list[Start]]]:
    """The ways to an answer, and the starts of each by its name."""
    later, failing = Missing(), Missing()
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.jpg"
        picture.write_bytes(make_inputs((1, 1)).files["jpeg"])
        ways = find_ways(
            models,
            picture,
            tflite_runtime=options.tflite_runtime,
            tensorflow=options.tensorflow,
            keras=options.keras,
            missing=later,
        )
        tell(later)  # Whoever wants to have it measured need not wait for the end.
        watch.begin()
        limits = Limits(rounds=options.rounds, seconds=options.seconds)
        with progress() as show:
            starts, failing.failed = measure(ways, limits=limits, show=show)
    tell(failing)
    missing.left_out.update(later.left_out)
    missing.failed.update(later.failed | failing.failed)
    return ways, starts


def _settings(options: argparse.Namespace) -> dict[str, int | float]:
    height, width = PHOTO_SIZE
    return {
        "rounds": options.rounds,
        "seconds": options.seconds,
        "seed": SEED,
        "picture_height_px": height,
        "picture_width_px": width,
    }


def _command(options: argparse.Namespace) -> str:
    words = ["memory", "--models", *map(shown_path, options.models)]
    words += ["--rounds", str(options.rounds), "--seconds", f"{options.seconds:g}"]
    return command_line(*words, *path_words(options, ("tflite_runtime", "tensorflow", "keras")))
