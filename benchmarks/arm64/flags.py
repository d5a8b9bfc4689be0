"""The flags of the command ``arm64``."""

import argparse
from pathlib import Path

from benchmarks.arm64.cache import default_cache
from benchmarks.arm64.command import run_arm64
from benchmarks.arm64.cpus import CPUS
from benchmarks.arm64.root import RUNTIMES
from benchmarks.common_flags import add_output_flags


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
    parser.add_argument(
        "--cpu",
        nargs="+",
        choices=sorted(CPUS),
        default=list(CPUS),
        help="processors: cortex-a76 is a Raspberry Pi 5, cortex-a72 a Pi 4 (default: both)",
    )
    parser.add_argument(
        "--runtime",
        choices=list(RUNTIMES),
        default=next(iter(RUNTIMES)),
        help="the library that runs the models (default: %(default)s)",
    )
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
        metavar="FILE",
        help="pictures to compare the answers on, besides drawn ones",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="fail when a count is more than 2 %% away from benchmarks/arm64/reference.json",
    )
    parser.add_argument(
        "--update-reference", action="store_true", help="accept these counts as the reference"
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=default_cache(),
        metavar="DIR",
        help="where the emulated system is kept (default: %(default)s)",
    )
    add_output_flags(parser, "arm64")
