"""The candidates of a conversion: what was asked for, and where int8 fails what is tried for it."""

from collections.abc import Callable

from benchmarks.tables import text_table
from convert.candidates import Candidate, Workbench
from convert.data.calibration import Calibration, calibration_from_folder, choose_calibration
from convert.data.source_data import SourceData
from convert.fallback import Step, fall_back
from convert.job import Job
from convert.proof.layers import LayerError, layer_errors
from convert.report.detail_tables import layer_table
from convert.variants import CALIBRATED

Say = Callable[[str], None]


def make_candidates(
    job: Job, bench: Workbench, data: SourceData, calibration: Calibration, *, say: Say
) -> tuple[tuple[Candidate, ...], tuple[LayerError, ...]]:
    """All that was asked for, then the fallbacks where int8 fails; and its layers where needed."""
    made = {}
    for variant in job.variants:
        say(f"Converting to {variant}{_with_images(variant, calibration)}, and asking it ...")
        made[variant] = bench.make(variant, calibration)
    int8 = made.get("int8")
    if int8 is None or (int8.verdict.passed and not job.layers):
        return tuple(made.values()), ()
    for sentence in int8.verdict.failures:
        say(f"  {sentence}")
    layers = _layers(int8, bench, calibration, say)
    if int8.verdict.passed:
        return tuple(made.values()), layers

    def make(step: Step) -> Candidate | None:
        return _tried(step, job, bench, data, calibration, say)

    tried = fall_back(made, make, allow_int16=job.allow_int16, say=say)
    return (*made.values(), *(one for one in tried if one is not made.get(one.variant))), layers


def _layers(
    int8: Candidate, bench: Workbench, calibration: Calibration, say: Say
) -> tuple[LayerError, ...]:
    """The error of each layer of an int8 file, shown; none of a file that could not be made."""
    if int8.measured is None:
        return ()
    say("Looking for the layers where int8 loses ...")
    # All of them: a channel that is loud on a few images only sets the scale for all.
    layers = layer_errors(bench.float32, int8.measured.content, calibration.images)
    table = layer_table(layers)
    say(f"\n{table.title}:\n{text_table(table)}\n")
    return layers


def _tried(
    step: Step, job: Job, bench: Workbench, data: SourceData, first: Calibration, say: Say
) -> Candidate | None:
    """The candidate of a step of the ladder; None where there are no more calibration images."""
    if step.calibration_factor == 1:
        return bench.make(step.variant, first)
    larger = calibration_for(job, data, factor=step.calibration_factor)
    if len(larger.images) <= len(first.images):
        say(f"  There are no more than these {len(first.images)} images.")
        return None
    return bench.make(step.variant, larger)


def calibration_for(job: Job, data: SourceData, *, factor: int) -> Calibration:
    """Calibration images, ``factor`` times as many as asked for, as far as there are so many.

    Raises PipelineError: there are none that can be used.
    """
    count, seed = factor * job.calibration_images, data.settings.seed
    dataset = data.dataset
    if job.calibration_folder is None:
        return choose_calibration(dataset.train, count=count, seed=seed)
    return calibration_from_folder(
        job.calibration_folder,
        image_size=data.settings.image_size,
        count=count,
        seed=seed,
        held_out=(*dataset.validation.hashes, *dataset.test.hashes),
    )


def _with_images(variant: str, calibration: Calibration) -> str:
    return f" with {len(calibration.images):,} images" if variant in CALIBRATED else ""
