"""The command ``arm64``: count and compare on emulated Raspberry Pis."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.arm64.emulator import qemu_version
from benchmarks.arm64.expected import check_peer
from benchmarks.arm64.pictures import draw_pictures, find_pictures
from benchmarks.arm64.plugin import check_plugins
from benchmarks.arm64.reference import REFERENCE, changes, read_reference, updated
from benchmarks.arm64.report import Findings, arm64_report, markdown_page, text_page
from benchmarks.arm64.root import need_programs, prepare_app, prepare_system
from benchmarks.arm64.survey import Questions, survey
from benchmarks.arm64.systems import Debian, choose_cpus, choose_runs
from benchmarks.candidates import find_models
from benchmarks.hints import hints_of
from benchmarks.output import progress
from edge_app.errors import PipelineError
from edge_app.files import write_json, write_text

JSON_FILE, PAGE_FILE = "arm64.json", "arm64.md"


def run_arm64(options: argparse.Namespace) -> bool:
    """Count and compare as the command line says; False when a model failed or a check did.

    Raises PipelineError: the emulated system cannot be made. OSError: a folder cannot be written.
    """
    entries = read_reference(REFERENCE)
    findings = _measure(options)
    _publish(findings, options)
    if options.update_reference:
        # Read again: another run may have added to it since.
        content = updated(read_reference(REFERENCE), findings.counted)
        write_json(REFERENCE, content)
        entries = content["counts"]
    problems = _problems(findings, entries if options.check else None)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return not problems


def _measure(options: argparse.Namespace) -> Findings:
    runs = choose_runs(options.system, options.runtime)
    _check_choice(options, [debian for debian, _ in runs])
    paths = find_models(options.models)
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    cache = options.root.resolve()
    with _questions(options, cache) as questions, progress() as show:
        need_programs()
        findings = Findings(qemu_version(), list(dict.fromkeys(debian.name for debian, _ in runs)))
        if any(debian.counted for debian, _ in runs):
            check_plugins(findings.qemu)
        systems = [prepare_system(cache, debian, runtime=runtime) for debian, runtime in runs]
        survey(systems, paths, findings, cpus=options.cpu, questions=questions, show=show)
    return findings


def _check_choice(options: argparse.Namespace, systems: list[Debian]) -> None:
    """Refuse what would do nothing. Raises PipelineError."""
    for debian in systems:
        if not choose_cpus(debian, options.cpu):
            raise PipelineError(
                f"{debian.name} runs on none of these processors: {', '.join(options.cpu)}. "
                f"Expected --cpu {' or '.join(debian.cpus)}."
            )
        if not (debian.counted or options.answers):
            raise PipelineError(f"Nothing is counted on {debian.name}. Add --answers.")


@contextmanager
def _questions(options: argparse.Namespace, cache: Path) -> Iterator[Questions | None]:
    """What the app is asked, if it is, with drawn pictures that are there until the end."""
    if not options.answers:
        yield None
        return
    hints, peer = hints_of(options), check_peer(options.tflite_runtime)
    named = find_pictures(options.pictures)
    with tempfile.TemporaryDirectory() as folder:
        pictures = [*draw_pictures(Path(folder)), *named]
        need_programs()
        yield Questions(prepare_app(cache), pictures, peer, hints)


def _publish(findings: Findings, options: argparse.Namespace) -> None:
    report: dict[str, Any] = arm64_report(findings)
    write_text(options.output / PAGE_FILE, markdown_page(findings))
    write_json(options.output / JSON_FILE, report)
    print(json.dumps(report, indent=2) if options.json else text_page(findings), flush=True)
    if not options.json:
        print(f"\nWrote {JSON_FILE}, {PAGE_FILE} to {options.output}", flush=True)


def _problems(findings: Findings, entries: list[dict[str, object]] | None) -> list[str]:
    """Everything that makes the run a failure, one line each."""
    problems = list(dict.fromkeys(failure.reason for failure in findings.failed))
    for item in findings.compared:
        if not item.equal:
            problems.append(
                f"{item.name} on {item.system}, {item.cpu}, with {item.runtime}: the answers "
                f"differ from this machine's, by up to {item.largest_difference:.6f}; other "
                f"labels for: {', '.join(item.different_labels) or 'none'}."
            )
    if entries is not None:
        problems += [line for model in findings.counted for line in changes(entries, model)]
    return problems
