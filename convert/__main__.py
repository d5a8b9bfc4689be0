"""Convert a Keras model and prove it: ``python -m convert MODEL.keras --output DIR``."""

import argparse
import json
import math
import re
import sys
from pathlib import Path

from edge_app.native_logs import quiet_native_logs_in_child
from training.command_line import (
    exit_code,
    make_output_folder,
    quiet_libraries,
    uninterrupted,
)
from training.finished import load_training_data

CALIBRATION_IMAGES = 500
MAX_ACCURACY_DROP_POINTS = 1.0
STOPPED = "Stopped. Nothing was written."
NAME = re.compile(r"\w[\w.-]*")
# Said by TensorFlow's converter of every model, good or bad.
CONVERTER_CHATTER = re.compile(
    rb"Ignored (output_format|drop_control_dependency)|^fully_quantize: |"
    rb"Skipping runtime version metadata"
)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert",
        description="Convert a trained Keras model to float32 and int8 TFLite files, and prove on "
        "validation and test images that they answer as it does. Without the proof, no files.",
    )
    parser.add_argument(
        "model", type=Path, metavar="MODEL.keras", help="a model with its training.json beside it"
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="the data that the model was trained on (default: %(default)s)",
    )
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="output folder")
    parser.add_argument("--name", help="name of the files (default: the data's and the recipe's)")
    parser.add_argument(
        "--max-accuracy-drop",
        type=float,
        default=MAX_ACCURACY_DROP_POINTS,
        metavar="POINTS",
        help="how many percentage points a file may lose on the validation images "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--calibration-images",
        type=int,
        default=CALIBRATION_IMAGES,
        metavar="N",
        help="training images by which int8 ranges are fitted (default: %(default)s)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print the record as JSON, and nothing else"
    )
    options = parser.parse_args(arguments)
    drop = options.max_accuracy_drop
    if not 0 <= drop < math.inf:  # False of nan too.
        parser.error(f"--max-accuracy-drop is {drop}, expected a number, 0 or more")
    if options.calibration_images < 1:
        parser.error(f"--calibration-images is {options.calibration_images}, expected 1 or more")
    if options.name is not None and not NAME.fullmatch(options.name):
        parser.error(f"--name is {options.name!r}, expected letters, digits, '.', '_' and '-'")
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    written: list[str] = []

    def quietly() -> None:
        with quiet_native_logs_in_child(CONVERTER_CHATTER):
            run(options, written)

    def stopped() -> str:
        return f"Stopped, but {', '.join(written)} had been written." if written else STOPPED

    return exit_code(quietly, output=options.output, stopped=stopped)


def run(options: argparse.Namespace, written: list[str]) -> None:
    """Convert as the command line says, write the files, and add their names to ``written``.

    Raises PipelineError: unusable model, record or data, or a variant that lost too much.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    make_output_folder(options.output)
    say(f"Loading {options.model} ...")
    from convert.parent import load_parent  # Slow: imports TensorFlow.
    from convert.pipeline import convert_and_prove

    parent = load_parent(options.model)
    say(f"Reading {options.data} ...")
    dataset = load_training_data(parent.run, options.data)
    for remark in dataset.remarks:
        say(remark)
    conversion = convert_and_prove(
        options.name or default_name(dataset.name, parent.run.recipe["name"]),
        parent,
        dataset,
        calibration_images=options.calibration_images,
        max_accuracy_drop_points=options.max_accuracy_drop,
        say=say,
    )
    with uninterrupted():  # Ctrl-C comes before, when nothing was written, or after.
        written += conversion.write(options.output)
    say(f"Passed. Wrote {', '.join(written)} to {options.output}")
    if options.json:
        print(json.dumps(conversion.record, indent=2, allow_nan=False))


def default_name(data: str, recipe: str) -> str:
    """A name for the files, from those of the data and the recipe, with "-" for odd characters."""
    name = re.sub(r"[^\w.]+", "-", f"{data}-{recipe}").lstrip(".-")
    return name or "model"


if __name__ == "__main__":
    sys.exit(main())
