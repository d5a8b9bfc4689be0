"""Convert a Keras model and prove it: ``python -m convert MODEL.keras --output DIR``."""

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from edge_app.errors import EdgeAppError
from edge_app.native_logs import quiet_native_logs

CALIBRATION_IMAGES = 500
MAX_ACCURACY_DROP_POINTS = 1.0
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
    if not options.max_accuracy_drop >= 0:
        parser.error(f"--max-accuracy-drop is {options.max_accuracy_drop}, expected 0 or more")
    if options.calibration_images < 1:
        parser.error(f"--calibration-images is {options.calibration_images}, expected 1 or more")
    if options.name is not None and not re.fullmatch(r"[\w][\w.-]*", options.name):
        parser.error(f"--name is {options.name!r}, expected letters, digits, '.', '_' and '-'")
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    try:
        with quiet_native_logs(CONVERTER_CHATTER):
            record = run(options)
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: cannot write to {options.output}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return 130
    if options.json:
        print(json.dumps(record, indent=2))
    return 0


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Convert as the command line says, write the files, and return the record.

    Raises PipelineError: unusable model, record or data, or a variant that lost too much.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    options.output.mkdir(parents=True, exist_ok=True)  # Now, not after minutes of work.
    say(f"Loading {options.model} ...")
    from convert.parent import load_parent, load_training_data  # Slow: imports TensorFlow.
    from convert.pipeline import convert_and_prove

    parent = load_parent(options.model)
    say(f"Reading {options.data} ...")
    dataset = load_training_data(parent, options.data)
    conversion = convert_and_prove(
        options.name or f"{dataset.name}-{parent.record['recipe']['name']}",
        parent,
        dataset,
        calibration_images=options.calibration_images,
        max_accuracy_drop_points=options.max_accuracy_drop,
        say=say,
    )
    written = conversion.write(options.output)
    say(f"Passed. Wrote {', '.join(written)} to {options.output}")
    return conversion.record


if __name__ == "__main__":
    sys.exit(main())
