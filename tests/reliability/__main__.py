"""Measure the published figures of reliability, ours beside the unprotected stack.

``python -m tests.reliability`` writes docs/results/reliability.json and the table of the figures in
docs/reliability.md; it takes two hours, and wants a machine with nothing else to do.
``--checks`` writes the tables of the checks there, and measures nothing.
"""

import argparse
import datetime
import importlib
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from edge_app.errors import PipelineError
from edge_app.files import write_json, write_text
from tests.reliability.figure import Figure
from tests.reliability.page import PAGE, checks_part, figures_part, with_part
from tests.reliability.report import RECORD, Report, joined, measured, new_report

ROOT = Path(__file__).parents[2]
COMMAND = "python -m tests.reliability"
# In the order of the table.
MEASURES = (
    "half_open",
    "stalled_viewers",
    "upload_memory",
    "silent_models",
    "torn_files",
    "wedge",
    "soak",
    "card_writes",
    "exposure",
)
Measure = Callable[..., list[Figure]]


def main(words: list[str]) -> int:
    options = _parser().parse_args(words)
    try:
        if options.checks:
            _write_checks()
            return 0
        return _measure_all(tuple(options.only or MEASURES), quick=options.quick)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=MEASURES, metavar="NAME", help=", ".join(MEASURES)
    )
    parser.add_argument("--quick", action="store_true", help="small counts; prints, writes nothing")
    parser.add_argument("--checks", action="store_true", help="write the tables of the checks only")
    return parser


def _measure_all(names: tuple[str, ...], *, quick: bool) -> int:
    report, failed = new_report(COMMAND), []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            report["measures"][name] = _measured(name, quick=quick)
        except Exception:  # What was measured before and comes after it is not lost.
            traceback.print_exc()
            failed.append(name)
    if not quick and report["measures"]:
        _write_figures(report, partly=set(names) != set(MEASURES) or bool(failed))
    if failed:
        raise PipelineError(f"Not measured: {', '.join(failed)}. Repeat them with --only.")
    return 0


def _measured(name: str, *, quick: bool) -> Report:
    measure: Measure = importlib.import_module(f"tests.reliability.measures.{name}").measure
    began, started = datetime.datetime.now(datetime.timezone.utc), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(folder=Path(folder), quick=quick)
    for one in figures:
        unprotected = f"unprotected {one.unprotected} {one.unit}"
        print(f"{one.name}: {one.ours} {one.unit}, {unprotected}", flush=True)
    seconds = time.monotonic() - started
    return measured(figures, time_utc=began.isoformat(timespec="seconds"), seconds=seconds)


def _write_figures(report: Report, *, partly: bool) -> None:
    if partly and (ROOT / RECORD).exists():
        old = json.loads((ROOT / RECORD).read_text())
        report = joined(old, report, order=MEASURES)
    page = with_part((ROOT / PAGE).read_text(), "figures", figures_part(report))
    write_json(ROOT / RECORD, report)
    write_text(ROOT / PAGE, page)
    print(f"Wrote {RECORD} and {PAGE}")


def _write_checks() -> None:
    from tests.reliability.checks import CHECKS

    page = (ROOT / PAGE).read_text()
    write_text(ROOT / PAGE, with_part(page, "checks", checks_part(CHECKS, root=ROOT)))
    print(f"Wrote {PAGE}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
