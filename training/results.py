"""Score a trained model and write what a run leaves: report, model and record."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras

from edge_app.files import write_json
from training.checkpoint import Progress
from training.confidence.measure import measure_confidence
from training.confidence.summary import confidence_lines
from training.confidence.unknown import UnknownPictures
from training.datasets import Dataset
from training.record import training_record
from training.report.scored import score
from training.report.write import write_report
from training.saving import save_model


def write_results(
    output: Path,
    model: keras.Model,
    dataset: Dataset,
    progress: Progress,
    *,
    run: dict[str, Any],
    score_test: bool,
    sure_precision: float,
    unknown: UnknownPictures,
) -> None:
    """Score the trained model, and write the report on it, the model and its record.

    The record comes last: where it stands, everything else does too. ``sure_precision`` (0..1) is
    the share of right answers that is wanted where the net is sure, ``unknown`` are pictures of
    nothing that it knows.
    """
    scored = score(model, dataset, test=score_test)
    for one in scored:
        print(f"{one.part.capitalize()} accuracy: {one.accuracy}", flush=True)
    confidence = measure_confidence(
        model, dataset, scored[0].probabilities, precision=sure_precision, unknown=unknown
    )
    print("\n".join(confidence_lines(confidence)), flush=True)
    run = {**run, "data": {**run["data"], "left_out": [asdict(one) for one in dataset.left_out]}}
    record = training_record(
        run=run,
        progress=progress,
        model=model,
        metrics={one.part: one.metrics() for one in scored},
        confidence=confidence,
    )
    write_report(output, record, dataset, scored)
    save_model(output / "model.keras", model)
    write_json(output / "training.json", record)
    print(f"Wrote model.keras, training.json, report.html and pictures to {output}")
