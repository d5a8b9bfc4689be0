"""Say what is wrong with a data set: ``python -m training inspect DATA``."""

import argparse
import json
import sys
from pathlib import Path

from edge_app.files import write_json
from training.command_line import check_outside_data, exit_code, make_output_folder, whole_number
from training.inspection.inspector import inspect_data
from training.inspection.report import Inspection, inspection_json, inspection_text

REPORT, SHEET = "inspection.json", "inspection.png"
STOPPED = "Stopped. Nothing was written."


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training inspect",
        description="Say what is wrong with a data set before hours of training are spent on it: "
        "unreadable files, duplicates, tiny and blank pictures, missing and rare classes.",
        epilog="Exit status: 0 when nothing is fatal, 1 when training would refuse the data.",
    )
    parser.add_argument(
        "data",
        metavar="DATA",
        help="a folder of pictures (DATA/train/CLASS/*, DATA/val/CLASS/* and DATA/test/CLASS/*, or "
        "DATA/CLASS/*), cifar10, or the path of a CIFAR-10 binary archive",
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help=f"folder to write {REPORT} and {SHEET} to"
    )
    parser.add_argument(
        "--image-size",
        type=whole_number(minimum=1),
        default=32,
        metavar="PX",
        help="the image_size of the recipe, which decides what is tiny (default: %(default)s)",
    )
    parser.add_argument(
        "--json", action="store_true", help=f"print what {REPORT} holds instead of the report"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    fatal = False

    def run() -> None:
        nonlocal fatal
        fatal = inspect(options)

    code = exit_code(run, output=options.output or Path(), stopped=lambda: STOPPED)
    return code or int(fatal)


def inspect(options: argparse.Namespace) -> bool:
    """Inspect as the command line says; whether training would refuse the data.

    Raises PipelineError: no such data, or an output folder that cannot be made.
    """
    if options.output:
        check_outside_data(options.output, options.data)
        make_output_folder(options.output)
    inspection = inspect_data(options.data, image_size=options.image_size)
    written = _write(options.output, inspection) if options.output else []
    if options.json:
        print(json.dumps(inspection_json(inspection), indent=2, ensure_ascii=False))
    else:
        rest = REPORT if options.output else "--output DIR writes all"
        print(inspection_text(inspection, rest=rest))
        if written:
            print(f"Written: {' and '.join(map(str, written))}")
    return inspection.is_fatal


def _write(folder: Path, inspection: Inspection) -> list[Path]:
    """Write the report, and the contact sheet where there is something to show."""
    from training.inspection.contact_sheet import draw_contact_sheet

    written = [folder / REPORT]
    if draw_contact_sheet(folder / SHEET, inspection.findings):
        written.append(folder / SHEET)
    else:
        (folder / SHEET).unlink(missing_ok=True)  # Of an earlier inspection.
    write_json(folder / REPORT, inspection_json(inspection))
    return written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
