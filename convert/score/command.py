"""The command ``score``: how good any TFLite classifier is on a data set."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.candidates import find_models
from benchmarks.hints import hints_of
from benchmarks.machine import read_machine, read_state
from benchmarks.missing import Missing, tell
from benchmarks.tables import Table, text_table
from convert.score.arguments import command_of, parse_arguments, renamed_classes
from convert.score.models import Contestant, open_contestant
from convert.score.pictures import Pictures, load_pictures
from convert.score.score import score
from edge_app.errors import PipelineError
from edge_app.files import write_json
from edge_app.model_file.summary import notes
from training.command_line import exit_code, make_output_folder, quiet_libraries

SCHEMA = 1


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    records: list[dict[str, Any]] = []
    code = exit_code(
        lambda: records.append(run_score(options)),
        output=options.output or Path(),
        stopped=lambda: "Stopped.",
    )
    return code or int(bool(records[0]["failed"]))


def run_score(options: argparse.Namespace) -> dict[str, Any]:
    """Score as the command line says; the record, which is also printed and written.

    Raises PipelineError: no model can be scored, or the data cannot be read. OSError: the record
    cannot be written.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    _check_output(options.output)
    contestants, pictures, unusable = _opened(options, say)
    say(f"Asking about {len(pictures.split.labels):,} images ...")
    models, silent = score(contestants, pictures)
    tell(silent)
    record = {
        "schema": SCHEMA,
        "benchmark": "score",
        "command": command_of(options),
        "time_utc": read_state().time_utc,
        "machine": asdict(read_machine()),
        "data": pictures.summary(),
        "models": models,
        **Missing(failed={**unusable.failed, **silent.failed}).as_json(),
    }
    _publish(record, options, say)
    return record


def _publish(
    record: dict[str, Any], options: argparse.Namespace, say: Callable[[str], None]
) -> None:
    """Write and print it. Raises OSError: the file cannot be written."""
    if options.output:
        write_json(options.output, record)
    say(f"\n{text_table(score_table(record))}")
    if options.output:
        say(f"\nWrote {options.output}")
    if options.json:
        print(json.dumps(record, indent=2, ensure_ascii=False))


def score_table(record: dict[str, Any]) -> Table:
    """The scores of a record, for the terminal."""
    rows = tuple(
        (
            one["name"],
            f"{100 * one['accuracy']['value']:.2f} %",
            f"{100 * one['accuracy']['low']:.2f}-{100 * one['accuracy']['high']:.2f} %",
            f"{one['accuracy']['correct']:,} of {one['accuracy']['count']:,}",
            f"{one['multiply_accumulates'] / 1e6:.1f}",
            f"{one['bytes']:,}",
            one["runtime"],
        )
        for one in record["models"]
    )
    headings = ("model", "accuracy", "95 % interval", "right", "million MAC", "bytes", "runtime")
    return Table("Accuracy", headings, rows)


def _opened(
    options: argparse.Namespace, say: Callable[[str], None]
) -> tuple[dict[str, Contestant], Pictures, Missing]:
    """The models that can be scored by their names, the pictures, and what cannot be used.

    Raises PipelineError: nothing is left to score, or there is no such data.
    """
    hints, renamed = hints_of(options), renamed_classes(options.rename)
    paths = find_models(options.models)
    say(f"Reading {options.data} ...")
    pictures, missing = load_pictures(options.data, everything=options.all), Missing()
    for remark in pictures.remarks:
        say(remark)
    contestants = {}
    for name, path in paths.items():
        with missing.noting(name):
            one = open_contestant(path, pictures, hints=hints, renamed=renamed)
            contestants[name] = one
            for note in (*notes(one.classifier), *one.remarks):
                say(f"{name}: {note}")
    tell(missing)
    if not contestants:
        raise PipelineError("None of the models can be scored.")
    return contestants, pictures, missing


def _check_output(path: Path | None) -> None:
    """Before minutes of work. Raises PipelineError: the record cannot be written there."""
    if path is None:
        return
    if path.is_dir():
        raise PipelineError(f"{path} is a folder. Expected the name of a file for the record.")
    make_output_folder(path.absolute().parent)
