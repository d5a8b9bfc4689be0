"""Write the report on a run: pictures, ``report.html`` and ``evaluation.json``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edge_app.files import write_json, write_text
from training.datasets import Dataset
from training.html_page import html_page
from training.pictures import draw_training_curves
from training.record import environment, made_line
from training.report.evaluation import evaluate, evaluation_json
from training.report.file_names import CURVES, FACTS, PAGE, PICTURES
from training.report.page import evaluation_report
from training.report.part_pictures import draw_part
from training.report.scored import Scored


def write_report(
    folder: Path,
    record: Mapping[str, Any],
    dataset: Dataset,
    scored: Sequence[Scored],
    *,
    remarks: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Write the report on the run of ``record``; gives what evaluation.json holds.

    ``scored`` are the validation images, and the test images where they are part of it. Pictures
    that an earlier report in ``folder`` has and this one has not are deleted.

    Raises PipelineError: a part is empty, its answers are no probabilities of the classes, or a
    picture can no longer be read.
    """
    evaluation = evaluate(record, dataset, scored, remarks=remarks)
    drawn = {
        one.part: draw_part(folder, one, evaluation.parts[one.part], dataset.class_names)
        for one in scored
    }
    curves = folder / CURVES if evaluation.history else None
    if curves and evaluation.history:
        draw_training_curves(curves, evaluation.history, best_epoch=record["kept_epoch"] - 1)
    made = environment()
    report = evaluation_report(evaluation, scored, drawn, curves=curves)
    write_text(folder / PAGE, html_page(report, made=made_line(made)))
    facts = evaluation_json(evaluation, made=made)
    write_json(folder / FACTS, facts)
    _delete_others(folder, kept={path for of_part in drawn.values() for path in of_part.values()})
    return facts


def _delete_others(folder: Path, *, kept: set[Path]) -> None:
    for path in {folder / name for name in PICTURES} - kept:
        path.unlink(missing_ok=True)
