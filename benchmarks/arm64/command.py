"""The command ``arm64``: count and compare on emulated Raspberry Pis."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.arm64.answers import compare_answers, draw_pictures
from benchmarks.arm64.counting import count_model
from benchmarks.arm64.emulator import System, qemu_version
from benchmarks.arm64.reference import REFERENCE, changes, read_reference, updated
from benchmarks.arm64.report import Findings, arm64_report, markdown_page, text_page
from benchmarks.arm64.root import SUITE, prepare_app, prepare_system
from benchmarks.candidates import find_models
from edge_app.errors import EdgeAppError, PipelineError
from edge_app.files import write_json, write_text

JSON_FILE, PAGE_FILE = "arm64.json", "arm64.md"


def run_arm64(options: argparse.Namespace) -> bool:
    """Count and compare as the command line says; False when a model failed or a check did.

    Raises PipelineError: the emulated system cannot be made. OSError: a folder cannot be written.
    """
    entries = read_reference(REFERENCE)
    paths = find_models(options.models)
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    cache = options.root.resolve()
    system = prepare_system(cache, runtime=options.runtime)
    findings = Findings(f"Debian {SUITE} arm64", qemu_version(), options.runtime)
    _count(system, paths, options.cpu, findings)
    if options.answers:
        _compare(system, prepare_app(cache), paths, options, findings)
    report = arm64_report(findings)
    write_text(options.output / PAGE_FILE, markdown_page(findings))
    write_json(options.output / JSON_FILE, report)
    print(json.dumps(report, indent=2) if options.json else text_page(findings), flush=True)
    if not options.json:
        print(f"\nWrote {JSON_FILE}, {PAGE_FILE} to {options.output}", flush=True)
    if options.update_reference:
        write_json(REFERENCE, updated(entries, findings.counted))
        entries = read_reference(REFERENCE)
    problems = _problems(findings, entries if options.check else None)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return not problems


def _count(system: System, paths: dict[str, Path], cpus: list[str], findings: Findings) -> None:
    for name, path in paths.items():
        try:
            for cpu in cpus:
                with _progress(f"{name}: counting on {cpu}"):
                    findings.counted.append(count_model(system, cpu, name=name, path=path))
        except PipelineError as error:
            findings.failed[name] = str(error)


def _compare(
    system: System,
    app: Path,
    paths: dict[str, Path],
    options: argparse.Namespace,
    findings: Findings,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pictures = [*draw_pictures(Path(folder)), *options.pictures]
        for name, path in paths.items():
            if name in findings.failed:
                continue
            try:
                for cpu in options.cpu:
                    with _progress(f"{name}: asking the app on {cpu}"):
                        answers = compare_answers(
                            system, cpu, app=app, name=name, path=path, pictures=pictures
                        )
                    findings.compared.append(answers)
            except EdgeAppError as error:
                findings.failed[name] = str(error)


def _problems(findings: Findings, entries: list[dict[str, object]] | None) -> list[str]:
    """Everything that makes the run a failure, one line each."""
    problems = list(findings.failed.values())
    for item in findings.compared:
        if not item.equal:
            problems.append(
                f"{item.name} on {item.cpu}: the answers differ from this machine's, by up to "
                f"{item.largest_difference:.6f}; other labels for: "
                f"{', '.join(item.different_labels) or 'none'}."
            )
    if entries is not None:
        problems += [line for model in findings.counted for line in changes(entries, model)]
    return problems


@contextmanager
def _progress(text: str) -> Iterator[None]:
    """Show what is done now, on a terminal only, and wipe it afterwards."""
    shown = sys.stderr.isatty()
    if shown:
        print(f"\r\033[K{text} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
