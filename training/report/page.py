"""The page on a trained net: what to do first, then every figure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.html_page import Report, Section
from training.report.confidence_sections import confidence_sections
from training.report.evaluation import Evaluation
from training.report.part_sections import chart, part_sections
from training.report.scored import Scored
from training.report.tables import ReportTable, figures_table
from training.report.words import percent

CURVES = (
    "Training accuracy is measured on augmented images while the weights change, validation "
    "accuracy on clean ones after each epoch: early in a run, the second may be the higher one."
)
TEST_ONCE = (
    "The validation images have chosen the epoch, and everything else. The test images decide "
    "nothing: their figure is the one to publish."
)


def evaluation_report(
    evaluation: Evaluation,
    scored: Sequence[Scored],
    drawn: Mapping[str, Mapping[str, Path]],
    *,
    curves: Path | None,
) -> Report:
    """The page, with the charts in the files ``drawn``, by part and name, and ``curves``.

    Raises PipelineError: a picture of the data can no longer be read.
    """
    record = evaluation.record
    part, reached = list(evaluation.published.items())[-1]
    figures = figures_table(evaluation.parts, evaluation.published)
    sections = [Section("Figures", figures, introduction=TEST_ONCE)]
    if evaluation.confidence:
        sections += confidence_sections(evaluation.confidence)
    if curves:
        charts = (chart(curves, "Loss and accuracy per epoch, on training and validation images"),)
        sections.append(Section("Training", charts=charts, introduction=CURVES))
    for one in scored:
        sections += part_sections(
            one,
            evaluation.parts[one.part],
            drawn[one.part],
            class_names=evaluation.class_names,
            training_images=evaluation.training_images,
        )
    made = _run_table(record)
    sections.append(Section(made.title, made, sentences=evaluation.remarks))
    return Report(
        title=f"Training of {record['recipe']['name']} on {record['data'].get('name', 'pictures')}",
        verdict="",
        headline=f"{percent(reached.value)} of {reached.count:,} {part} images are recognised",
        advice=evaluation.advice,
        sections=tuple(sections),
    )


def _run_table(record: Mapping[str, Any]) -> ReportTable:
    recipe, data, made = record["recipe"], record["data"], record.get("made", {})
    facts = {
        "recipe": recipe["name"],
        "architecture": recipe.get("architecture"),
        "parameters": _number(record.get("parameters")),
        "multiply-accumulates per image": _number(record.get("multiply_accumulates")),
        "epochs trained": record.get("epochs_trained"),
        "kept epoch": record.get("kept_epoch"),
        "image size, pixels": recipe.get("image_size", 32),
        "seed": recipe["seed"],
        "training images": _number(data["train"].get("images")),
        "files left out": len(data["left_out"]) if data.get("left_out") else None,
        "trained on": made.get("date"),
        "source revision": (made.get("source_revision") or "")[:12],
    }
    rows = tuple((name, str(fact)) for name, fact in facts.items() if fact not in (None, ""))
    return ReportTable("How the model was made", ("what", "value"), rows)


def _number(count: Any) -> str | None:
    return f"{count:,}" if isinstance(count, int) else None
