"""The command line of the conversion: its flags, and what they may be."""

import argparse
import sys
from pathlib import Path

from convert.common_flags import add_calibration_images, add_gate_limits, add_second_runtime
from convert.confidence.flags import add_conversion_flags
from convert.names import name_problem
from convert.variants import VARIANTS
from edge_app.input_ranges import join_input_range
from training.command_line import whole_number

DEFAULT_VARIANTS = ("float32", "int8")
INPUT_RANGES = ("0,1", "-1,1", "0,255")
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
        "`python -m convert verify FILE.tflite` repeats the proof, `compare RUN RUN` keeps the "
        "better of several trained nets, `photos DATA` goes the whole way from a folder of photos, "
        "`card` writes a model card, and `score` tells how good any TFLite classifier is.",
        epilog=EXIT_CODES,
    )
    _add_model(parser)
    add_calibration_images(parser)
    _add_calibration_folder(parser)
    add_gate_limits(parser)
    _add_what_may_be_written(parser)
    add_conversion_flags(parser)
    _add_metadata(parser)
    words = sys.argv[1:] if arguments is None else arguments
    options = parser.parse_args(join_input_range(words))
    if options.name is not None and (problem := name_problem(options.name)):
        parser.error(f"--name is {options.name!r}, {problem}")
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
    add_second_runtime(parser)
    parser.add_argument(
        "--layers", action="store_true", help="find out in which layers int8 loses its accuracy"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the record as JSON, and nothing else"
    )


def _add_calibration_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="DIR",
        help="a folder of pictures to take them from (default: the training images)",
    )


def _add_what_may_be_written(parser: argparse.ArgumentParser) -> None:
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
