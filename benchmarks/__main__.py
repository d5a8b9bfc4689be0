"""Measure models, compare results, choose by them: ``python -m benchmarks COMMAND``."""

import argparse
import sys

from benchmarks.arm64.flags import add_arm64
from benchmarks.camera.flags import add_camera
from benchmarks.choose.command import add_choose
from benchmarks.compare.command import add_compare
from benchmarks.frontier.command import add_frontier
from benchmarks.frontier.references_command import add_references
from benchmarks.http_load.flags import add_http
from benchmarks.latency_flags import add_latency
from benchmarks.memory.flags import add_memory
from benchmarks.output import forget_output
from benchmarks.peers.command import add_peers_command
from benchmarks.whole.flags import add_all
from edge_app.errors import EdgeAppError
from edge_app.input_ranges import join_input_range


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure .tflite models on this machine."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_all(commands)
    add_latency(commands)
    add_compare(commands)
    add_choose(commands)
    add_memory(commands)
    add_peers_command(commands)
    add_http(commands)
    add_camera(commands)
    add_arm64(commands)
    add_references(commands)
    add_frontier(commands)
    return parser.parse_args(join_input_range(sys.argv[1:] if arguments is None else arguments))


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    try:
        result: bool | int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # The reader, such as `head`, has seen enough.
        forget_output()
        return 0
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # A full disk gives no name.
        path, reason = (
            error.filename or getattr(options, "output", "the disk"),
            error.strerror or error,
        )
        print(f"error: cannot write to {path}: {reason}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. No file is half-written.", file=sys.stderr)
        return 130
    return int(not result) if isinstance(result, bool) else result


if __name__ == "__main__":
    sys.exit(main())
