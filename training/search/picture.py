"""The picture of a search: accuracy over its trials, and over the values of each setting."""

from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edge_app.files import replacing
from training.search.space import Choice, Range, Space
from training.search.trials import COMPLETE, TrialResult, ranked

COMPLETE_COLOUR, ENDED_COLOUR, BEST_COLOUR = "#1f5fa8", "#a0a0a0", "#b3261e"
COLUMNS = 3


def draw_search(path: Path, results: list[TrialResult], space: Space) -> None:
    """Draw the trials that ended at least one epoch."""
    drawn = [result for result in results if result.accuracy is not None]
    rows = -(-(1 + len(space)) // COLUMNS)
    figure = Figure(figsize=(4 * COLUMNS, 3.4 * rows), layout="constrained")
    panels = list(figure.subplots(rows, COLUMNS, squeeze=False).flat)
    _scatter(panels[0], drawn, [result.number for result in drawn])
    panels[0].set(xlabel="trial", title="Search")
    panels[0].legend(fontsize=8)
    for axes, (key, varied) in zip(panels[1:], space.items(), strict=False):
        _slice(axes, drawn, key, varied)
    for axes in panels[1 + len(space) :]:
        axes.axis("off")
    with replacing(path) as partial, matplotlib.rc_context({"savefig.dpi": 110}):
        figure.savefig(partial)


def _slice(axes: Axes, results: list[TrialResult], key: str, varied: Choice | Range) -> None:
    values: list[Any] = [result.values[key] for result in results]
    if isinstance(varied, Choice):
        values = [varied.values.index(value) for value in values]
        axes.set_xticks(range(len(varied.values)), [str(value) for value in varied.values])
        axes.set_xlim(-0.5, len(varied.values) - 0.5)
    elif varied.log:
        axes.set_xscale("log")
    _scatter(axes, results, values)
    axes.set(xlabel=key)


def _scatter(axes: Axes, results: list[TrialResult], places: list[Any]) -> None:
    """Accuracy in percent over ``places``, one for each of ``results``."""
    best = ranked(results)[:1]
    groups = (
        ("ended early", ENDED_COLOUR, [r for r in results if r.state != COMPLETE]),
        ("complete", COMPLETE_COLOUR, [r for r in results if r.state == COMPLETE]),
        ("best", BEST_COLOUR, best),
    )
    for label, colour, group in groups:
        chosen = [places[results.index(result)] for result in group]
        accuracies = [100 * (result.accuracy or 0.0) for result in group]
        axes.scatter(chosen, accuracies, s=22, color=colour, label=label)
    axes.set(ylabel="validation accuracy, %")
    axes.grid(alpha=0.3)
