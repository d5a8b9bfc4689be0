"""The command ``all``: one part after the other, then the page about all of them."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.candidates import find_models
from benchmarks.command_line import command_line, path_words
from benchmarks.output import Report, shown_path, tell_without_picture, write_report
from benchmarks.whole.index import NOT_ENDED, Outcome, index
from benchmarks.whole.page import markdown_page, summary_text
from benchmarks.whole.parts import PARTS, Order, Part, options_for, seconds_for
from edge_app.classifier import default_model_path
from edge_app.errors import EdgeAppError, PipelineError
from edge_app.files import write_json, write_text

JSON_FILE, PAGE_FILE = "benchmarks.json", "benchmarks.md"


def run_all(options: argparse.Namespace) -> bool:
    """Measure all parts; False when something that was asked for could not be measured.

    After each part the files are written anew, so that they are about the same run whenever it is
    stopped. Raises PipelineError: no models, or no part could be measured. OSError: the output
    folder cannot be written.
    """
    model = options.model or served_model(find_models(options.models))
    began, outcomes, report = time.monotonic(), list[Outcome](), None
    for place, part in enumerate(PARTS):
        order = Order(options, model, [one.part.name for one in outcomes if one.report])
        if not part.share and not order.measured:
            break  # It is about what was measured.
        seconds = seconds_for(PARTS[place:], left_s=60 * options.minutes - time.monotonic() + began)
        _announce(part, place, seconds)
        outcomes.append(_outcome(part, options_for(part, order, seconds=seconds)))
        waiting = [Outcome(later, error=NOT_ENDED) for later in PARTS[place + 1 :]]
        taken = time.monotonic() - began
        report = _written([*outcomes, *waiting], options, taken) or report
    _tell_of_pictures(outcomes)
    if report is None:
        raise PipelineError("No part could be measured.")
    print(
        json.dumps(report, indent=2, ensure_ascii=False) if options.json else summary_text(report)
    )
    if not options.json:
        print(f"\nWrote {PAGE_FILE}, {JSON_FILE} and the files of each part to {options.output}")
    return not report["failed"]


def served_model(models: dict[str, Path]) -> Path:
    """The model to start and to serve: the shipped int8 one, or else the first."""
    return models.get(default_model_path().name) or next(iter(models.values()))


def _tell_of_pictures(outcomes: Sequence[Outcome]) -> None:
    """Once, not for each part."""
    files = [file for outcome in outcomes for file in outcome.files]
    if files:
        tell_without_picture(files)


def _outcome(part: Part, options: argparse.Namespace) -> Outcome:
    """Measure a part, and write its files. Raises OSError: they cannot be written."""
    began = time.monotonic()
    try:
        report = part.benchmark.measure(options)
    except EdgeAppError as error:
        print(f"error: {part.name}: {error}", file=sys.stderr)
        return Outcome(part, time.monotonic() - began, error=str(error))
    page = part.benchmark.page(report)
    try:
        files = write_report(report, options.output, page=page, draw=part.benchmark.draw)
    except OSError:
        print(page.text())  # What was measured is not lost.
        raise
    return Outcome(part, time.monotonic() - began, report, tuple(files))


def _written(
    outcomes: Sequence[Outcome], options: argparse.Namespace, seconds: float
) -> Report | None:
    """Write the index and the page; the index. None while no part was measured."""
    measured = [(outcome.part, outcome.report) for outcome in outcomes if outcome.report]
    if not measured:
        return None
    command = _command(options)
    report = index(outcomes, command=command, minutes=options.minutes, seconds=seconds)
    pages = {part.name: part.benchmark.page(of_part) for part, of_part in measured}
    pictures = {
        outcome.part.name: file
        for outcome in outcomes
        for file in outcome.files
        if file.endswith(".png")
    }
    write_text(options.output / PAGE_FILE, markdown_page(report, pages, pictures))
    write_json(options.output / JSON_FILE, report)
    return report


def _announce(part: Part, place: int, seconds: float) -> None:
    """Say on a terminal which part begins."""
    if sys.stderr.isatty():
        given = f", for {seconds:.0f} s" if part.share else ""
        print(f"{part.name}, part {place + 1} of {len(PARTS)}{given}", file=sys.stderr)


def _command(options: argparse.Namespace) -> str:
    words = ["all", "--models", *map(shown_path, options.models)]
    words += ["--threads", *map(str, options.threads)] if options.threads else []
    words += ["--clients", *map(str, options.clients), "--pictures", *options.pictures]
    words += ["--minutes", f"{options.minutes:g}"]
    words += [f"--input-range={options.input_range}"] if options.input_range else []
    flags = ("model", "labels", "tflite_runtime", "tensorflow", "keras")
    return command_line(*words, *path_words(options, flags))
