"""The report on a finished run: its model is asked again, and must answer as its record says."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from edge_app.errors import PipelineError
from edge_app.files import write_json
from training.confidence.measure import measure_confidence
from training.confidence.unknown import UnknownPictures
from training.datasets import Dataset
from training.evaluation import Accuracy
from training.finished import FinishedRun
from training.record import environment
from training.report.evaluation import published
from training.report.file_names import TEST
from training.report.scored import Scored, score
from training.report.write import write_report
from training.run_folder import MODEL, RECORD
from training.saving import load_model

# Another processor or library rounds otherwise, which turns an answer between two classes of
# almost the same probability: as many of the images as this, and one in any case.
ROUNDING_SHARE = 0.001


def report_on_run(
    run: Path,
    finished: FinishedRun,
    dataset: Dataset,
    *,
    output: Path,
    test: bool,
    sure_precision: float,
    unknown: UnknownPictures,
) -> dict[str, Any]:
    """Write the report on the ``finished`` run in the folder ``run`` to the folder ``output``.

    A part that the record has a figure of keeps it. Where ``test`` is set and the record has no
    test figure yet, the figure is written there, last of all, with its own date and versions.
    How far the model can be believed is measured anew for the report, for ``sure_precision`` (0..1)
    and with these ``unknown`` pictures; the record keeps what it says of it. Gives what
    evaluation.json holds.

    Raises PipelineError: there is no model that fits the data, or one that does not answer as the
    record says.
    """
    model = load_model(run / MODEL)
    _check_fits(model, dataset, run / MODEL)
    parts = "validation and test" if test else "validation"
    print(f"Asking the model about the {parts} images ...", flush=True)
    scored = score(model, dataset, test=test)
    known = published(finished.record)
    remarks = _check_agreement(scored, known, run)
    record = finished.record
    if test and TEST not in known:
        figure = {**scored[-1].metrics(), "made": environment()}
        record = {**record, "metrics": {**record["metrics"], TEST: figure}}
    confidence = measure_confidence(
        model, dataset, scored[0].probabilities, precision=sure_precision, unknown=unknown
    )
    measured = {**record, "confidence": confidence}
    facts = write_report(output, measured, dataset, scored, remarks=remarks)
    if record is not finished.record:
        write_json(run / RECORD, record)
    return facts


def _check_fits(model: keras.Model, dataset: Dataset, path: Path) -> None:
    expected = (tuple(dataset.train.images.shape[1:]), len(dataset.class_names))
    found = (tuple(model.input_shape[1:]), model.output_shape[-1])
    if found != expected:
        raise PipelineError(
            f"{path} is not the model of this run: it takes images of the shape {found[0]} and has "
            f"{found[1]} outputs, expected {expected[0]} and {expected[1]}."
        )


def _check_agreement(
    scored: Sequence[Scored], known: dict[str, Accuracy], run: Path
) -> tuple[str, ...]:
    """A remark for each part that is not answered quite as ``known``.

    Raises PipelineError: one is answered otherwise than rounding explains.
    """
    remarks = []
    for one in scored:
        recorded, found = known.get(one.part), one.accuracy
        if recorded is None or found.correct == recorded.correct:
            continue
        difference = abs(found.correct - recorded.correct)
        if difference > max(1, math.ceil(ROUNDING_SHARE * found.count)):
            raise PipelineError(
                f"{run / MODEL} is right on {found.correct} of the {found.count} {one.part} "
                f"images, and {run / RECORD} says {recorded.correct}: they do not belong together. "
                "Put the model of this record back."
            )
        remarks.append(
            f"Asked again, the model is right on {found.correct} of the {one.part} images instead "
            f"of {recorded.correct}, as this machine rounds otherwise. The recorded figure stays "
            "the published one; the details are of the answers here."
        )
    return tuple(remarks)
