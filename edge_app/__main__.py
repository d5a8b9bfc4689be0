"""The command line: ``edge-app`` or ``python -m edge_app``, with classify, camera and serve."""

import argparse
import os
import sys
import warnings

from edge_app import __version__, commands
from edge_app.classifier import default_model_path
from edge_app.errors import EdgeAppError


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="edge-app", description="Classify pictures on this device with a TFLite model."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--model",
        default=None,
        metavar="FILE",
        help=f"a .tflite file with metadata (default: {default_model_path().name})",
    )
    common.add_argument(
        "--threads",
        type=_positive,
        default=1,
        metavar="N",
        help="CPU threads for one answer (default: %(default)s, the fastest for small nets)",
    )
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
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    # Pillow warns of odd EXIF in pictures that are fine, and of sizes that we refuse anyway.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        return int(options.command(options))
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # The reader, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port (0 to 65535)")
    return value


if __name__ == "__main__":
    sys.exit(main())
