"""The pictures of one part of the data, as files in the folder of the report."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from training import pictures
from training.report.class_charts import draw_classes, draw_confused_pairs
from training.report.curve_charts import draw_precision_recall, draw_reliability, draw_roc
from training.report.file_names import (
    CLASSES,
    CONFUSION,
    MISTAKES,
    PAIRS,
    PRECISION_RECALL,
    RELIABILITY,
    ROC,
    SAMPLES,
    picture_file,
)
from training.report.scored import Scored
from training.report.split_facts import SplitFacts


def draw_part(
    folder: Path, scored: Scored, facts: SplitFacts, class_names: tuple[str, ...]
) -> dict[str, Path]:
    """Draw what there is to draw; a net without mistakes leaves two pictures out."""
    drawers = _drawers(scored, facts, class_names)
    drawn = {name: folder / picture_file(scored.part, name) for name in drawers}
    for name, draw in drawers.items():
        draw(drawn[name])
    return drawn


def _drawers(
    scored: Scored, facts: SplitFacts, class_names: tuple[str, ...]
) -> dict[str, Callable[[Path], None]]:
    split, answers = scored.split, scored.probabilities
    counts, right = np.array(facts.confusion), 100 * facts.accuracy.value
    title = f"{facts.images} {scored.part} images: {right:.1f} % right"
    drawers: dict[str, Callable[[Path], None]] = {
        CONFUSION: lambda path: pictures.draw_confusion_matrix(
            path, counts, class_names, title=title
        ),
        SAMPLES: lambda path: pictures.draw_sample_predictions(path, split, answers, class_names),
        ROC: lambda path: draw_roc(path, facts),
        PRECISION_RECALL: lambda path: draw_precision_recall(path, facts),
        RELIABILITY: lambda path: draw_reliability(path, facts.calibration),
        CLASSES: lambda path: draw_classes(path, facts.classes),
    }
    if wrong := [one.index for one in facts.surest_mistakes]:
        drawers[MISTAKES] = lambda path: pictures.draw_predictions(
            path, split, wrong, answers, class_names
        )
        drawers[PAIRS] = lambda path: draw_confused_pairs(path, facts.confused_pairs, class_names)
    return drawers
