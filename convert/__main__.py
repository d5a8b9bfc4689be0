"""Convert a Keras model and prove it: ``python -m convert MODEL.keras --output DIR``."""

import argparse
import importlib
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from convert.arguments import parse_arguments
from convert.common_flags import gate_limits
from convert.export.chatter import quiet_converter
from convert.job import Job
from convert.names import default_name
from edge_app.errors import PipelineError
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
    uninterrupted,
)

if TYPE_CHECKING:
    from convert.data.source_data import SourceData
    from convert.models.parent import Parent

STOPPED = "Stopped. Nothing was written."
EXIT_CODES = {"passed": 0, "failed": 1, "fallback": 3}
# The module of each command that a first word names.
COMMANDS = {
    "verify": "convert.records.verify_command",
    "score": "convert.score.command",
    "compare": "convert.compare.command",
    "photos": "convert.photos.command",
    "robustness": "convert.robustness.command",
    "card": "convert.card.command",
}


@dataclass
class Progress:
    """How far a command has come: the files that it has written, and the verdict in two forms."""

    written: list[str] = field(default_factory=list)
    verdict: str = "passed"
    headline: str = ""

    def stopped(self) -> str:
        """What to say after Ctrl-C."""
        if not self.written:
            return STOPPED
        return f"Stopped, but {', '.join(self.written)} had been written."


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in COMMANDS:
        return int(importlib.import_module(COMMANDS[words[0]]).main(words[1:]))
    options = parse_arguments(words)
    quiet_libraries()
    progress = Progress()

    def quietly() -> None:
        with quiet_converter():
            run(options, progress)

    ended = exit_code(quietly, output=options.output, stopped=progress.stopped)
    if not ended and progress.verdict == "failed":
        print(f"error: {progress.headline}. No model file was written.", file=sys.stderr)
    return ended or EXIT_CODES[progress.verdict]


def run(options: argparse.Namespace, progress: Progress) -> None:
    """Convert as the command line says, write the files, and note both in ``progress``.

    Raises PipelineError: a model, record, label file or data that cannot be used.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    check_outside_data(options.output, options.data)
    make_output_folder(options.output)
    check_writable(options.output)
    say(f"Loading {options.model} ...")
    from convert.data.source_data import load_source_data, read_labels
    from convert.models.parent import load_parent  # Slow: imports TensorFlow.
    from convert.pipeline import convert_and_prove

    labels = read_labels(options.labels) if options.labels else None
    parent = load_parent(options.model, input_range=options.input_range)
    say(f"Reading {options.data} ...")
    data = load_source_data(parent, options.data, labels=labels)
    for remark in data.remarks:
        say(remark)
    conversion = convert_and_prove(job(options, parent, data), parent, data, say=say)
    say(conversion.text)
    with uninterrupted():  # Ctrl-C comes before, when nothing was written, or after.
        written, removed = conversion.write(options.output)
        progress.written += written
        progress.verdict = conversion.record["verdict"]
        progress.headline = conversion.headline
    if removed:
        say(f"Removed {', '.join(removed)}: of an earlier conversion, not of this one.")
    say(f"\nWrote {', '.join(written)} to {options.output}")
    say(f"Report: {options.output / 'conversion.html'}")
    if options.json:
        print(json.dumps(conversion.record, indent=2, allow_nan=False))


def check_writable(folder: Path) -> None:
    """Before the minutes of a proof, not after.

    Raises PipelineError: no file can be made in ``folder``.
    """
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PipelineError(f"cannot write to {folder}: it is read-only. Choose another --output.")


def job(options: argparse.Namespace, parent: "Parent", data: "SourceData") -> Job:
    """What the command line asks for."""
    origin = parent.run.recipe["name"] if parent.run else parent.path.stem
    return Job(
        name=options.name or default_name(data.dataset.name, origin),
        variants=options.variants,
        calibration_images=options.calibration_images,
        calibration_folder=options.calibration,
        thresholds=gate_limits(options, max_bytes=options.max_bytes),
        allow_int16=options.allow_int16,
        layers=options.layers,
        second_runtime=options.second_runtime,
        input_range=options.input_range,
        temperature=options.temperature,
        confidence_from=options.confidence_from,
        sure_precision=options.sure_precision / 100,
        unknown_folder=options.unknown,
        author=options.author,
        license=options.license,
        version=options.model_version,
    )


if __name__ == "__main__":
    sys.exit(main())
