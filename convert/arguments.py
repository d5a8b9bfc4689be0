"""The command line of the conversion: its flags, and what they may be."""

import argparse
import math
import re
import sys
from pathlib import Path

from convert.confidence.flags import add_conversion_flags
from convert.gate import MAX_ACCURACY_DROP_POINTS, MAX_RECALL_DROP_POINTS, MIN_AGREEMENT
from convert.variants import VARIANTS
from edge_app.model_file.info import MAX_NAME_BYTES
from edge_app.normalization import join_input_range
from training.command_line import real_number, whole_number

CALIBRATION_IMAGES = 500
DEFAULT_VARIANTS = ("float32", "int8")
INPUT_RANGES = ("0,1", "-1,1", "0,255")
RESERVED = "conversion"
NAME = re.compile(r"\w[\w.-]*")
EXIT_CODES = (
    "exit codes: 0 all that was asked for passed and was written; 3 not all of it did, and "
    "another variant was written where one passed; 1 nothing was written but the report, or bad "
    "input; 2 bad usage; 130 Ctrl-C"
)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert",
        description="Convert a trained Keras model to TFLite files, and prove on validation and "
        "test images that they answer as it does. Without the proof, no files. "
        "`python -m convert verify FILE.tflite` repeats the proof, and `python -m convert score` "
        "tells how good any TFLite classifier is.",
        epilog=EXIT_CODES,
    )
    _add_model(parser)
    _add_calibration(parser)
    _add_limits(parser)
    add_conversion_flags(parser)
    _add_metadata(parser)
    words = sys.argv[1:] if arguments is None else arguments
    options = parser.parse_args(join_input_range(words))
    _check_name(parser, options.name)
    if options.layers and "int8" not in options.variants:
        parser.error("--layers is about int8, which is not among the --variants")
    return options


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model",
        type=Path,
        metavar="MODEL",
        help="a Keras model (.keras, .h5); the training.json of its training is read beside it",
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
        "--variants",
        type=_variants,
        default=DEFAULT_VARIANTS,
        metavar="LIST",
        help=f"which files to make: some of {', '.join(VARIANTS)}, with commas "
        f"(default: {','.join(DEFAULT_VARIANTS)})",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help="class names in the order of the model's outputs, one a line",
    )
    parser.add_argument(
        "--input-range",
        choices=INPUT_RANGES,
        metavar="LOW,HIGH",
        help="what the model takes the values 0..255 of a picture as, where it does not scale them "
        f"itself: {' or '.join(INPUT_RANGES)}",
    )
    parser.add_argument(
        "--second-runtime",
        type=Path,
        metavar="PYTHON",
        help="repeat the proof with the runtime of another Python environment, its interpreter",
    )
    parser.add_argument(
        "--layers", action="store_true", help="find out in which layers int8 loses its accuracy"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the record as JSON, and nothing else"
    )


def _add_calibration(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--calibration-images",
        type=whole_number(minimum=1),
        default=CALIBRATION_IMAGES,
        metavar="N",
        help="images by which int8 ranges are fitted (default: %(default)s)",
    )
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="DIR",
        help="a folder of pictures to take them from (default: the training images)",
    )


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--max-accuracy-drop",
        type=real_number(0, math.inf),
        metavar="POINTS",
        help="how many percentage points of accuracy a file may lose on the validation images "
        f"(default: {MAX_ACCURACY_DROP_POINTS:g}, with room for few images)",
    )
    parser.add_argument(
        "--min-agreement",
        type=real_number(0, 100),
        metavar="PERCENT",
        help="on how many of the images a file must answer as Keras does "
        f"(default: {100 * MIN_AGREEMENT:g}, with room for few images)",
    )
    parser.add_argument(
        "--max-recall-drop",
        type=real_number(0, math.inf),
        metavar="POINTS",
        help="how many percentage points of recall any class may lose "
        f"(default: {MAX_RECALL_DROP_POINTS:g}, with room for few images)",
    )
    parser.add_argument(
        "--max-bytes",
        type=whole_number(minimum=1),
        metavar="N",
        help="how large a file may be (default: no limit)",
    )
    parser.add_argument(
        "--allow-int16",
        action="store_true",
        help="when int8 and all else fails, try int16x8, which is about 37 times as slow",
    )


def _add_metadata(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--author", type=_text, default="", help="who made the model, for the files' metadata"
    )
    parser.add_argument(
        "--license", type=_text, default="", help="its licence, for the files' metadata"
    )
    parser.add_argument(
        "--model-version",
        type=_text,
        default="1",
        metavar="TEXT",
        help="its version, for the files' metadata (default: %(default)s)",
    )


def _check_name(parser: argparse.ArgumentParser, name: str | None) -> None:
    if name is None:
        return
    if not NAME.fullmatch(name):
        parser.error(f"--name is {name!r}, expected letters, digits, '.', '_' and '-'")
    if len(name.encode()) > MAX_NAME_BYTES:
        parser.error(f"--name has {len(name.encode())} bytes, expected {MAX_NAME_BYTES} at most")
    if name == RESERVED or name.endswith(tuple(f".{variant}" for variant in VARIANTS)):
        parser.error(f"--name is {name!r}, which is that of another file. Choose another name.")


def _variants(text: str) -> tuple[str, ...]:
    chosen = [word.strip() for word in text.split(",")]
    for word in chosen:
        if word not in VARIANTS:
            raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(VARIANTS)}")
    return tuple(variant for variant in VARIANTS if variant in chosen)


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # Bytes of a command line that are no UTF-8.
        raise argparse.ArgumentTypeError(f"{text!r} is not text of UTF-8") from None
    return text
