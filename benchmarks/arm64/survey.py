"""Count and compare every model on every emulated system that was asked for."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arm64.answers import Comparison, compare_answers
from benchmarks.arm64.counting import CountedModel, count_model
from benchmarks.arm64.doctor import problems_there
from benchmarks.arm64.emulator import System
from benchmarks.arm64.expected import Expected, expected_answers
from benchmarks.arm64.report import Failure, Findings
from benchmarks.arm64.systems import choose_cpus
from benchmarks.hints import Hints
from edge_app.errors import EdgeAppError, PipelineError
from edge_app.processor import usable_cores


@dataclass(frozen=True)
class Questions:
    """What the app is asked: ``app`` is the folder of its installed wheel, ``peer`` a Python of
    this machine with tflite-runtime, ``hints`` are for models that do not say enough."""

    app: Path
    pictures: Sequence[Path]
    peer: Path | None
    hints: Hints


@dataclass(frozen=True)
class Job:
    """One model on one emulated processor; ``expected`` are the answers of this machine.

    ``examined``: the app's doctor is asked too. One model is enough for that.
    """

    system: System
    cpu: str
    name: str
    path: Path
    expected: Expected | None
    examined: bool


@dataclass(frozen=True)
class Result:
    """What one job found; a model that was counted may still give no answers."""

    counted: CountedModel | None = None
    compared: Comparison | None = None
    failed: Failure | None = None


def survey(
    systems: Sequence[System],
    paths: Mapping[str, Path],
    findings: Findings,
    *,
    cpus: Sequence[str] | None,
    questions: Questions | None,
    show: Callable[[str], None],
) -> None:
    """Add to ``findings`` what is found; as many jobs at once as this machine has cores.

    Models are counted where the reference has counts, and asked ``questions`` if there are any. A
    model that cannot be run is noted with the reason, and the others go on.
    """
    jobs = _jobs(systems, paths, findings, cpus=cpus, questions=questions)

    def run(job: Job) -> Result:
        show(f"{job.name} on {job.system.debian.name}, {job.cpu}, with {job.system.runtime}")
        return _run(job, questions)

    pool = ThreadPoolExecutor(usable_cores())
    try:
        for result in pool.map(run, jobs):
            _add(findings, result)
    finally:
        pool.shutdown(cancel_futures=True)


def _jobs(
    systems: Sequence[System],
    paths: Mapping[str, Path],
    findings: Findings,
    *,
    cpus: Sequence[str] | None,
    questions: Questions | None,
) -> list[Job]:
    """The jobs, with the answers of this machine. Those are asked for one after the other: what a
    runtime writes to standard error is caught for the whole process."""
    jobs = []
    for system in systems:
        for name, path in paths.items():
            expected = None
            try:
                expected = _expected(system, path, questions) if questions else None
            except EdgeAppError as error:
                _add(findings, Result(failed=_failure(system, name, error)))
            chosen = choose_cpus(system.debian, cpus)
            is_first = path == next(iter(paths.values()))
            jobs += [Job(system, cpu, name, path, expected, is_first) for cpu in chosen]
    return jobs


def _expected(system: System, path: Path, questions: Questions) -> Expected:
    return expected_answers(
        path,
        questions.pictures,
        runtime=system.runtime,
        peer=questions.peer,
        hints=questions.hints,
    )


def _run(job: Job, questions: Questions | None) -> Result:
    counted = compared = failed = None
    try:
        if job.system.debian.counted:
            counted = count_model(job.system, job.cpu, name=job.name, path=job.path)
        if questions and job.expected:
            compared = compare_answers(
                job.system,
                job.cpu,
                app=questions.app,
                name=job.name,
                pictures=questions.pictures,
                expected=job.expected,
            )
            if job.examined:
                _examine(job, job.expected, app=questions.app)
    except EdgeAppError as error:
        failed = _failure(job.system, job.name, error)
    return Result(counted, compared, failed)


def _examine(job: Job, expected: Expected, *, app: Path) -> None:
    """Raises PipelineError: the app's doctor finds something that does not work."""
    problems = problems_there(job.system, job.cpu, app=app, model=expected.model)
    if problems:
        raise PipelineError(f"edge-app doctor on {job.cpu}: {'; '.join(problems)}")


def _add(findings: Findings, result: Result) -> None:
    findings.counted += [result.counted] if result.counted else []
    findings.compared += [result.compared] if result.compared else []
    if result.failed and result.failed not in findings.failed:
        findings.failed.append(result.failed)


def _failure(system: System, name: str, error: EdgeAppError) -> Failure:
    return Failure(name, system.debian.name, system.library, str(error))
