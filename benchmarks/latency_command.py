"""The command ``latency``: find the models, time them, say and write what was found."""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.candidates import Candidate, find_models, inspect, recorded_accuracy
from benchmarks.latency import Settings, measure
from benchmarks.latency_page import markdown_page, text_page
from benchmarks.latency_report import latency_report
from benchmarks.machine import read_machine, read_state
from edge_app.errors import ModelFileError, PipelineError
from edge_app.files import write_bytes, write_json, write_text

JSON_FILE, PAGE_FILE, PICTURE_FILE = "latency.json", "latency.md", "latency.png"


def run_latency(options: argparse.Namespace) -> bool:
    """Measure as the command line says; False when one of several models could not be measured.

    Raises PipelineError: too many threads, or no model that can be measured. OSError: the output
    folder cannot be written.
    """
    machine = read_machine()
    if options.threads > machine.cores:
        raise PipelineError(
            f"--threads is {options.threads}. Expected 1 to {machine.cores}: this process may use "
            "no more cores."
        )
    settings = Settings(
        threads=options.threads, rounds=options.rounds, invocations=options.invocations
    )
    paths = find_models(options.models)
    start = read_state()
    candidates, failed = _inspect_all(paths, threads=settings.threads)
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    with _progress(settings.rounds) as before_round:
        visits = measure(candidates, settings, before_round=before_round)
    report = latency_report(
        candidates,
        visits,
        settings,
        accuracies=_accuracies(candidates),
        failed=failed,
        command=_command(options),
        machine=machine,
        start=start,
        end=read_state(),
    )
    print(json.dumps(report, indent=2, ensure_ascii=False) if options.json else text_page(report))
    _write(report, options.output, quiet=options.json)
    return not failed


def _inspect_all(paths: dict[str, Path], *, threads: int) -> tuple[list[Candidate], dict[str, str]]:
    """The models that can be run, and the reasons of the others by name, printed as they come."""
    candidates, failed = [], {}
    for name, path in paths.items():
        try:
            candidates.append(inspect(name, path, threads=threads))
        except ModelFileError as error:
            print(f"error: {error}", file=sys.stderr)
            # The record is passed on, and a path may hold a user's name.
            failed[name] = str(error).removeprefix(f"{path}: ").replace(str(path), name)
    if not candidates:
        raise PipelineError("None of the models can be measured.")
    return candidates, failed


def _accuracies(candidates: list[Candidate]) -> dict[str, float]:
    found = {}
    for candidate in candidates:
        try:
            accuracy = recorded_accuracy(candidate.path, sha256=candidate.sha256)
        except PipelineError as error:
            print(f"warning: {error} Its accuracy is left out.", file=sys.stderr)
        else:
            if accuracy is not None:
                found[candidate.name] = accuracy
    return found


def _write(report: dict[str, Any], output: Path, *, quiet: bool) -> None:
    """Write the three files; all content is made before, so that they change together."""
    picture = _picture(report)
    page = markdown_page(report, picture=PICTURE_FILE if picture else None)
    if picture:
        write_bytes(output / PICTURE_FILE, picture)
    else:
        (output / PICTURE_FILE).unlink(missing_ok=True)  # An older one would contradict the page.
    write_text(output / PAGE_FILE, page)
    write_json(output / JSON_FILE, report)
    if not quiet:
        print(f"\nWrote {JSON_FILE}, {PAGE_FILE}{f', {PICTURE_FILE}' * bool(picture)} to {output}")


def _picture(report: dict[str, Any]) -> bytes | None:
    try:
        from benchmarks.latency_picture import draw_latency
    except ModuleNotFoundError as error:
        print(f"No picture is drawn: {error}. It comes with the extra `bench`.", file=sys.stderr)
        return None
    return draw_latency(report)


@contextmanager
def _progress(rounds: int) -> Iterator[Callable[[int], None]]:
    """A function that shows which round begins, on a terminal only, and wipes it afterwards."""
    shown = sys.stderr.isatty()

    def show(number: int) -> None:
        if shown:
            round_name = f"round {number} of {rounds}" if number >= 1 else "warm-up round"
            print(f"\r\033[K{round_name} ...", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _command(options: argparse.Namespace) -> str:
    """The command that measures the same again; of paths elsewhere on the disk only the name."""
    words = ["python", "-m", "benchmarks", "latency", "--models"]
    words += [
        path.name if path.is_absolute() or ".." in path.parts else str(path)
        for path in options.models
    ]
    for setting in ("threads", "rounds", "invocations"):
        words += [f"--{setting}", str(getattr(options, setting))]
    return shlex.join(words)
