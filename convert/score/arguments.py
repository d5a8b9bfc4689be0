"""The command line of ``score``."""

import argparse
import shlex
from pathlib import Path

from benchmarks.hints import Hints, add_hint_flags
from benchmarks.output import shown_path
from edge_app.errors import PipelineError
from edge_app.input_ranges import join_input_range


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert score",
        description="Ask TFLite classifiers, ours or other people's, about the test images of a "
        "data set, through the code that the device runs: accuracy, with its interval.",
        epilog="exit codes: 0 every model was scored; 1 one was not, or bad input; 2 bad usage; "
        "130 Ctrl-C",
    )
    parser.add_argument(
        "models", nargs="+", type=Path, metavar="MODEL", help="model files, or folders of them"
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="cifar10, a CIFAR-10 binary archive, or a folder of pictures (default: %(default)s)",
    )
    parser.add_argument(
        "--all", action="store_true", help="take all images of the data, not the test images alone"
    )
    add_hint_flags(parser)
    parser.add_argument(
        "--rename",
        nargs="+",
        default=[],
        metavar="DATA=MODEL",
        help="what the models call a class of the data, as in cats=cat",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="write the record there")
    parser.add_argument("--json", action="store_true", help="print the record, and nothing else")
    return parser.parse_args(join_input_range(arguments))


def renamed_classes(words: list[str]) -> dict[str, str]:
    """The model's names of classes by the data's. Raises PipelineError: a word without "="."""
    pairs = [word.partition("=") for word in words]
    for word, (before, sign, after) in zip(words, pairs, strict=True):
        if not (before and sign and after):
            raise PipelineError(f"--rename got {word!r}, expected DATA=MODEL, as in cats=cat.")
    return {before: after for before, _, after in pairs}


def command_of(options: argparse.Namespace) -> str:
    """The command that scores the same again; of paths elsewhere on the disk only the name."""
    labels = shown_path(options.labels) if options.labels else None
    words = ["python", "-m", "convert", "score", *map(shown_path, options.models)]
    words += ["--data", shown_path(Path(options.data)), *(["--all"] if options.all else [])]
    words += Hints(labels, options.input_range).words()
    return shlex.join([*words, *(["--rename", *options.rename] if options.rename else [])])
