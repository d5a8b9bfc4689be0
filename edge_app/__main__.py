"""The command line: ``edge-app`` or ``python -m edge_app``, with its commands and options."""

import argparse
import io
import os
import sys
import warnings

from edge_app import __version__, commands
from edge_app.classifier import default_model_path
from edge_app.errors import EdgeAppError
from edge_app.normalization import INPUT_RANGES, join_input_range

INPUT_RANGE_NAMES = " | ".join(INPUT_RANGES)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="edge-app", description="Classify pictures on this device with a TFLite model."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    common = _model_options()
    top = argparse.ArgumentParser(add_help=False)
    top.add_argument(
        "--top", type=_positive, default=3, metavar="K", help="how many classes (default: 3)"
    )

    classify = subparsers.add_parser(
        "classify", parents=[common, top], help="classify picture files"
    )
    classify.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG, WebP, BMP or GIF")
    classify.add_argument("--json", action="store_true", help="print one JSON object")
    classify.set_defaults(command=commands.classify)

    camera = subparsers.add_parser(
        "camera", parents=[common, top], help="classify frames: one JSON line each"
    )
    camera.add_argument("source", metavar="SOURCE", help="camera index, video file or folder")
    camera.set_defaults(command=commands.camera)

    serve = subparsers.add_parser("serve", parents=[common], help="serve the upload page and API")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="address (default: %(default)s)"
    )
    serve.add_argument(
        "--port", type=_port, default=8000, help="port, 0 for any free one (default: %(default)s)"
    )
    serve.set_defaults(command=commands.serve)

    info = subparsers.add_parser("info", parents=[common], help="say what a model file is")
    info.add_argument("--json", action="store_true", help="print one JSON object")
    info.set_defaults(command=commands.info)
    return parser.parse_args(join_input_range(sys.argv[1:] if arguments is None else arguments))


def _model_options() -> argparse.ArgumentParser:
    """Which model, and what it does not say itself."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--model",
        default=None,
        metavar="FILE",
        help=f"a .tflite file (default: {default_model_path().name})",
    )
    options.add_argument(
        "--labels",
        default=None,
        metavar="FILE",
        help="class names, one a line (default: those inside the model, or beside it)",
    )
    options.add_argument(
        "--input-range",
        type=_input_range,
        default=None,
        metavar="RANGE",
        help="what black and white become, for a float model that does not say: "
        f"{INPUT_RANGE_NAMES} (default: as the model says)",
    )
    options.add_argument(
        "--threads",
        type=_threads,
        default=1,
        metavar="N",
        help="CPU threads for one answer (default: %(default)s, the fastest for small nets)",
    )
    return options


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # A file name may hold what cannot be printed.
            stream.reconfigure(errors="backslashreplace")
    options = parse_arguments(arguments)
    # Pillow warns of odd EXIF in pictures that are fine, and of sizes that we refuse anyway.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        code = int(options.command(options))
        sys.stdout.flush()
        return code
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # The reader, such as `head`, has seen enough.
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        print(f"error: Cannot write the answer: {error.strerror}.", file=sys.stderr)
        return 1


def _forget_output() -> None:
    """Let what is still unwritten go, or the interpreter would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _integer(text: str, *, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
    return int(text)


def _input_range(text: str) -> str:
    if text not in INPUT_RANGES:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {INPUT_RANGE_NAMES}")
    return text


def _threads(text: str) -> int:
    return _integer(text, low=1, high=os.cpu_count() or 1)


def _positive(text: str) -> int:
    return _integer(text, low=1, high=1_000_000)


def _port(text: str) -> int:
    return _integer(text, low=0, high=65535)


if __name__ == "__main__":
    sys.exit(main())
