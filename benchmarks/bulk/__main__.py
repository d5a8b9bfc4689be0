"""``python -m benchmarks.bulk ARCHIVE``, in the environment of the extra ``bulk``."""

import argparse
import json
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.bulk.measure import Arena, measure
from benchmarks.bulk.pictures import write_pictures
from benchmarks.bulk.report import bulk_page
from benchmarks.common_flags import add_output_flags
from benchmarks.flag_types import positive
from benchmarks.output import progress
from benchmarks.summary import summarize
from benchmarks.surroundings import Watch
from benchmarks.verdict import spread_doubts
from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError, PipelineError
from edge_app.files import write_json, write_text
from edge_app.processor import usable_cores

PARTS = 40  # Evenly many for each of several workers, of a quarter of the pictures too.
FEWEST = 400

Report = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        report = measure_bulk(options)
        page = bulk_page(report)
        write_json(options.output / "bulk.json", report)
        write_text(options.output / "bulk.md", page.markdown(picture=None))
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(report, indent=2) if options.json else page.text())
    return 0


def measure_bulk(options: argparse.Namespace) -> Report:
    """The record of a measurement, as the command line says.

    Raises PipelineError: no Ray, no such archive, or a command that fails. OSError: the output
    folder cannot be made.
    """
    if find_spec("ray") is None:
        raise PipelineError("Ray is not installed. It comes with the extra `bulk`.")
    options.output.mkdir(parents=True, exist_ok=True)
    watch, classifier = Watch(), Classifier()
    with tempfile.TemporaryDirectory() as folder, progress() as show:
        show("writing pictures")
        arena = Arena(
            Path(folder, "pictures"),
            Path(folder),
            count=options.pictures,
            partition=max(1, options.pictures // PARTS),
            workers=options.workers,
            classes=len(classifier.labels),
        )
        write_pictures(options.archive, arena.pictures, count=options.pictures)
        watch.begin()
        found = measure(arena, classifier, rounds=options.rounds, show=show)
    doubts = spread_doubts({name: summarize(one["seconds"]) for name, one in found["ways"].items()})
    return {
        "schema": 1,
        "benchmark": "bulk",
        "command": f"python -m benchmarks.bulk {options.archive.name} --pictures "
        f"{options.pictures} --workers {options.workers} --rounds {options.rounds}",
        "settings": {
            "pictures": options.pictures,
            "workers": options.workers,
            "rounds": options.rounds,
            "partition": arena.partition,
            "model_sha256": classifier.info.sha256,
        },
        **watch.end().as_json(more_doubts=doubts),
        **found,
        "failed": [],
        "left_out": [],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bulk",
        description="Time a job over an archive beside one process that classifies the same "
        "pictures, compare their rows, and look at the memory of both.",
    )
    parser.add_argument(
        "archive", type=Path, metavar="ARCHIVE", help="the binary archive of CIFAR-10"
    )
    parser.add_argument(
        "--pictures", type=_enough, default=20_000, metavar="N", help="default: %(default)s"
    )
    parser.add_argument(
        "--workers",
        type=positive,
        default=usable_cores(),
        metavar="N",
        help="processes of the job (default: the cores)",
    )
    parser.add_argument(
        "--rounds",
        type=positive,
        default=6,
        metavar="N",
        help="in each, both ways have a quarter of the pictures, and all (default: %(default)s)",
    )
    add_output_flags(parser, "bulk")
    return parser


def _enough(text: str) -> int:
    number = positive(text)
    if number < FEWEST:
        raise argparse.ArgumentTypeError(
            f"{number} pictures are too few, expected {FEWEST} or more"
        )
    return number


if __name__ == "__main__":
    sys.exit(main())
