"""Measure models: ``python -m benchmarks latency``, and ``arm64`` on an emulated Raspberry Pi."""

import argparse
import sys
from pathlib import Path

from benchmarks.arm64.flags import add_arm64
from benchmarks.latency import Settings
from benchmarks.latency_command import run_latency
from edge_app.errors import EdgeAppError


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure .tflite models on this machine."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    latency = commands.add_parser(
        "latency",
        help="how long one inference takes, and every step before it",
        description="Time models side by side; write latency.json, latency.md and latency.png.",
    )
    latency.set_defaults(run=run_latency)
    latency.add_argument(
        "--models",
        nargs="+",
        type=Path,
        default=[Path("models")],
        metavar="PATH",
        help="model files, or folders of them; the first model is the reference (default: models)",
    )
    defaults = Settings()
    for flag, default, meaning in (
        ("--threads", defaults.threads, "CPU threads of one inference"),
        ("--rounds", defaults.rounds, "how often each model has its turn"),
        ("--invocations", defaults.invocations, "measured inferences of each model in a round"),
    ):
        latency.add_argument(
            flag,
            type=_positive,
            default=default,
            metavar="N",
            help=f"{meaning} (default: %(default)s)",
        )
    latency.add_argument(
        "--output",
        type=Path,
        default=Path("benchmarks/results"),
        metavar="DIR",
        help="output folder (default: %(default)s)",
    )
    latency.add_argument(
        "--json", action="store_true", help="print latency.json in place of the tables"
    )
    add_arm64(commands)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    try:
        complete = options.run(options)
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # A full disk gives no name.
        path, reason = error.filename or options.output, error.strerror or error
        print(f"error: cannot write to {path}: {reason}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. No file is half-written.", file=sys.stderr)
        return 130
    return 0 if complete else 1


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


if __name__ == "__main__":
    sys.exit(main())
