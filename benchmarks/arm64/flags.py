"""The flags of the command ``arm64``."""

import argparse
from pathlib import Path

from benchmarks.arm64.cache import default_cache
from benchmarks.arm64.command import run_arm64
from benchmarks.arm64.cpus import CPUS
from benchmarks.arm64.systems import RUNTIMES, SYSTEMS
from benchmarks.common_flags import add_output_flags
from benchmarks.hints import add_hint_flags


def add_arm64(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``arm64`` and its flags to a command line."""
    parser = commands.add_parser(
        "arm64",
        help="instructions per inference, and the app's answers, on an emulated Raspberry Pi",
        description="Run models on emulated Raspberry Pis: instructions per inference, exact and "
        "repeatable. Any .tflite graph will do, trained or not. The emulated system is made from "
        "nothing on the first run; later runs find it in the cache.",
    )
    parser.set_defaults(run=run_arm64)
    parser.add_argument(
        "models",
        nargs="*",
        type=Path,
        default=[Path("models")],
        metavar="FILE",
        help="model files, or folders of them (default: models)",
    )
    _add_system_flags(parser)
    _add_answer_flags(parser)
    _add_reference_flags(parser)
    add_output_flags(parser, "arm64")


def _add_system_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say what is emulated."""
    first = next(iter(SYSTEMS))
    parser.add_argument(
        "--system",
        nargs="+",
        choices=list(SYSTEMS),
        default=[first],
        help=f"Debian's release and architecture (default: {first}, where instructions are "
        "counted; on the others the answers are compared)",
    )
    parser.add_argument(
        "--cpu",
        nargs="+",
        choices=list(CPUS),
        help="processors: cortex-a76 is a Raspberry Pi 5, cortex-a72 a Pi 4, cortex-a7 a Pi 2 "
        "(default: all of the system's architecture)",
    )
    parser.add_argument(
        "--runtime",
        nargs="+",
        choices=list(RUNTIMES),
        help="the libraries that run the models (default: LiteRT; on 32-bit ARM tflite-runtime)",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=default_cache(),
        metavar="DIR",
        help="where the emulated systems are kept (default: %(default)s)",
    )


def _add_answer_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say what the installed app is asked."""
    parser.add_argument(
        "--answers",
        action="store_true",
        help="also install the app's wheel there, run `classify` and `serve`, and compare their "
        "answers with this machine's; fail when they differ",
    )
    parser.add_argument(
        "--pictures",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="pictures, or folders of them, to compare the answers on, besides drawn ones",
    )
    parser.add_argument(
        "--tflite-runtime",
        type=Path,
        metavar="PYTHON",
        help="compare tflite-runtime's answers with those in the environment of this Python, "
        "which has it (default: with this environment's runtime, and then the labels alone)",
    )
    add_hint_flags(parser)


def _add_reference_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="fail when a count is more than 2 %% away from benchmarks/arm64/reference.json",
    )
    parser.add_argument(
        "--update-reference", action="store_true", help="accept these counts as the reference"
    )
