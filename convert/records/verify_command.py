"""The command ``verify``: repeat the proof of a converted file on a machine that has the data."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tables import Table, text_table
from training.command_line import exit_code, quiet_libraries

if TYPE_CHECKING:
    from convert.records.verify import Verification


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert verify",
        description="Ask a converted file and its Keras parent again about every validation and "
        "test image, and compare each figure with the record beside it.",
        epilog="exit codes: 0 every figure is that of the record; 1 one is not, or bad input; "
        "2 bad usage; 130 Ctrl-C",
    )
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE.tflite",
        help="a converted file, with its NAME.json and NAME.keras beside it",
    )
    parser.add_argument(
        "--data",
        metavar="SOURCE",
        help="the data of the conversion: an archive or a folder (default: cifar10 where it was "
        "that)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON only")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    results: list[Verification] = []

    def run() -> None:
        from convert.records.verify import verify  # Slow: imports TensorFlow.

        def say(text: str) -> None:
            if not options.json:
                print(text, flush=True)

        result = verify(options.file, source=options.data, say=say)
        print(json.dumps(result.summary(), indent=2) if options.json else text_page(result))
        results.append(result)

    code = exit_code(run, output=options.file.parent, stopped=lambda: "Stopped.")
    return code or (0 if results and results[0].passed else 1)


def text_page(result: "Verification") -> str:
    """What the terminal shows."""
    rows = tuple(
        (
            figure.name,
            f"{figure.recorded:.10g}",
            f"{figure.measured:.10g}",
            f"{figure.tolerance:.4g}",
            "" if figure.passed else "DIFFERS",
        )
        for figure in result.figures
    )
    table = text_table(Table("", ("figure", "recorded", "measured", "may differ by", ""), rows))
    return "\n\n".join((_rule(result), table, _verdict(result)))


def _rule(result: "Verification") -> str:
    if not result.changes:
        return "The versions and the processor are those of the record: every figure must be equal."
    return f"Other than in the record: {'; '.join(result.changes)}. So figures may differ a little."


def _verdict(result: "Verification") -> str:
    differing = [figure.name for figure in result.figures if not figure.passed]
    if not differing:
        return f"{result.file} is what its record says."
    return f"{result.file} is NOT what its record says: {', '.join(differing)}."
