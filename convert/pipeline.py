"""From a trained model to files that have been proven: no file without its proof."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from convert.attempts import Say, calibration_for, make_candidates
from convert.candidates import Candidate, Measured, Workbench
from convert.confidence.calibrated import Calibrated, calibrate
from convert.conversion import Conversion
from convert.data.calibration import Calibration
from convert.data.source_data import SourceData
from convert.description import described
from convert.gate import Verdict, unusable
from convert.job import Job
from convert.models.parent import Parent
from convert.outcome import Outcome, chosen
from convert.proof.golden import choose_golden_samples
from convert.proof.layers import LayerError
from convert.proof.prover import Prover, SecondProof
from convert.proof.second_runtime import check_second_runtime
from convert.records.record import conversion_record, described_file
from convert.report.sections import conversion_report, text_report
from convert.timing import measure_latencies
from training.evaluation import top1_accuracy
from training.html_page import html_page
from training.record import made_line
from training.reliability import calibration_error


def convert_and_prove(job: Job, parent: Parent, data: SourceData, *, say: Say) -> Conversion:
    """Convert ``parent`` to every variant, and prove each through the device's own code.

    The verdict falls on the validation images; only what passes is scored, once, on the test
    images, where the job asks for that. Where int8 fails, other variants are tried. ``say`` is told
    of each step.

    Raises PipelineError: the model cannot be expressed in TFLite, a picture of the data can no
    longer be read, the app does not start in the environment of the second runtime, or the record
    of the twin cannot be used.
    """
    if job.second_runtime:
        check_second_runtime(job.second_runtime)  # Now, not when minutes have been spent.
    with tempfile.TemporaryDirectory() as folder:
        calibrated = calibrate(job, parent, data.dataset, say=say)
        bench = Workbench(
            job.name,
            calibrated,
            data.dataset,
            folder=Path(folder),
            thresholds=job.thresholds,
            describe=lambda content, thresholds: described(content, thresholds, job, parent, data),
        )
        calibration = calibration_for(job, data, factor=1)
        for remark in calibration.remarks:
            say(remark)
        candidates, layers = make_candidates(job, bench, data, calibration, say=say)
        outcome = _measured(job, bench, calibrated, data, candidates, layers, say)
        return _conversion(job, outcome, parent, data, calibration)


def _measured(
    job: Job,
    bench: Workbench,
    calibrated: Calibrated,
    data: SourceData,
    candidates: tuple[Candidate, ...],
    layers: tuple[LayerError, ...],
    say: Say,
) -> Outcome:
    """The outcome, with all that is measured of the chosen files only."""
    validation, test = data.dataset.validation, data.dataset.test
    expected = bench.prover.keras_probabilities
    measured: dict[str, Any] = {}
    provers = {"validation": bench.prover}
    if job.score_test and (files := _passing(candidates)):
        say(f"Asking about {len(test.labels):,} test images ...")
        prover = provers["test"] = Prover(calibrated.parent.model, test)
        classifiers = {variant: one.classifier for variant, one in files.items()}
        measured["test"] = prover.proof(classifiers, progress="  test")
        figures = {variant: one.confidence.figures for variant, one in files.items()}
        measured |= calibrated.on_test(test, prover, measured["test"], figures)
        candidates = without_refused(candidates, measured["test"].refused)
    files = _passing(candidates)
    paths = {variant: one.path for variant, one in files.items()}
    if files and job.second_runtime:
        say(f"Asking again with the runtime of {job.second_runtime} ...")
        measured["second"] = _second(job.second_runtime, provers, paths)
        second = measured["second"]["validation"]
        measured["second_verdicts"] = _second_verdicts(bench, second, files)
    if files:
        say("Timing the files on this machine ...")
        measured["latencies"] = measure_latencies(paths)
    return Outcome(
        name=job.name,
        class_names=data.dataset.class_names,
        asked=job.variants,
        thresholds=job.thresholds,
        candidates=candidates,
        keras=top1_accuracy(expected, validation.labels),
        keras_calibration_error=calibration_error(expected, validation.labels),
        temperature=calibrated.temperature,
        layers=layers,
        **measured,
    )


def _second(
    python: Path, provers: dict[str, Prover], paths: dict[str, Path]
) -> dict[str, SecondProof]:
    return {
        part: prover.second_proof(python, paths, progress=f"  {part}")
        for part, prover in provers.items()
    }


def _passing(candidates: tuple[Candidate, ...]) -> dict[str, Measured]:
    return {variant: one.measured for variant, one in chosen(candidates).items() if one.measured}


def without_refused(
    candidates: tuple[Candidate, ...], refused: dict[str, str]
) -> tuple[Candidate, ...]:
    """The ``candidates``, where those that passed but gave no numbers on a test image now fail.

    This choice is none by the test images' labels: a file without an answer has no figure to
    publish.
    """
    return tuple(
        replace(one, verdict=unusable(one.variant, f"on the test images: {refused[one.variant]}"))
        if one.verdict.passed and one.variant in refused
        else one
        for one in candidates
    )


def _second_verdicts(
    bench: Workbench, second: SecondProof, files: dict[str, Measured]
) -> dict[str, Verdict]:
    """The same gate on what another runtime answered about the validation images."""
    where, refused = f"in {second.runtime} {second.version}", second.proof.refused
    verdicts = {
        variant: bench.verdict(
            f"{variant} {where}", replace(files[variant], comparison=comparison, extremes=None)
        )
        for variant, comparison in second.proof.variants.items()
    }
    return verdicts | {one: unusable(f"{one} {where}", why) for one, why in refused.items()}


def _conversion(
    job: Job, outcome: Outcome, parent: Parent, data: SourceData, first: Calibration
) -> Conversion:
    """The files and what is written about them."""
    files = {v: one.measured for v, one in outcome.chosen.items() if one.measured}
    seed = data.settings.seed
    keras_name, keras_file = f"{job.name}{parent.path.suffix}", parent.path.read_bytes()
    record = conversion_record(
        outcome,
        labels=data.dataset.class_names,
        data=data.summary(),
        training=parent.run.record if parent.run else None,
        keras={**described_file(keras_name, keras_file), "input_range": job.input_range},
        calibration=_used(outcome),
        golden_samples={
            variant: choose_golden_samples(one.classifier, seed=seed)
            for variant, one in files.items()
        },
        runtime=next((one.classifier.runtime for one in files.values()), None),
    )
    report = conversion_report(outcome, data.dataset, remarks=(*data.remarks, *first.remarks))
    page = html_page(report, made=made_line(record["converted"]))
    contents = {variant: one.content for variant, one in files.items()}
    return Conversion(
        job.name,
        contents,
        (keras_name, keras_file),
        record,
        page,
        headline=report.headline,
        text=text_report(outcome),
    )


def _used(outcome: Outcome) -> Calibration | None:
    """The calibration of the last candidate that has one."""
    return next((one.calibration for one in outcome.candidates[::-1] if one.calibration), None)
