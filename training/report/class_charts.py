"""Charts of the classes: how well each is recognised, and which are taken for each other."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training.evaluation import Accuracy
from training.figures import COLORS, drawn_name, save_figure
from training.report.class_facts import ClassFacts
from training.report.mistakes import ConfusedPair

INCHES_PER_ROW = 0.42
BAR = 0.36
WIDTH_INCHES = 5.8


def draw_classes(path: Path, classes: Sequence[ClassFacts]) -> None:
    """Recall and precision of each class as bars with 95 % intervals, the lowest recall on top."""
    ordered = sorted(classes, key=lambda one: one.recall.value if one.recall else -1.0)
    figure, axes = _bars(
        [drawn_name(one.name) + ("" if one.images else " (no images)") for one in ordered]
    )
    _draw_shares(axes, [one.recall for one in ordered], "recall", row=-BAR / 2, color=COLORS[0])
    _draw_shares(
        axes, [one.precision for one in ordered], "precision", row=BAR / 2, color=COLORS[4]
    )
    axes.set(xlim=(0, 1), xlabel="share, with its 95 % interval")
    _finish(figure, axes, path, title="Recall and precision by class")


def draw_confused_pairs(
    path: Path, pairs: Sequence[ConfusedPair], class_names: tuple[str, ...]
) -> None:
    """How often each pair of classes is mixed up, and in which direction; one pair at least."""
    first, second = ([drawn_name(class_names[i]) for i in places] for places in _places(pairs))
    figure, axes = _bars([f"{a} / {b}" for a, b in zip(first, second, strict=True)])
    rows = np.arange(len(pairs))
    one_way = np.array([pair.first_as_second for pair in pairs])
    other_way = np.array([pair.second_as_first for pair in pairs])
    forwards = axes.barh(rows, one_way, color=COLORS[0], label="the first is taken for the second")
    backwards = axes.barh(
        rows, other_way, left=one_way, color=COLORS[4], label="the second is taken for the first"
    )
    for bars, counts, color in ((forwards, one_way, "white"), (backwards, other_way, "black")):
        labels = [str(count) if count else "" for count in counts]
        axes.bar_label(bars, labels, label_type="center", fontsize=9, color=color)
    axes.set(xlabel="images")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _finish(figure, axes, path, title="The classes most often mixed up")


def _places(pairs: Sequence[ConfusedPair]) -> tuple[list[int], list[int]]:
    return [pair.first for pair in pairs], [pair.second for pair in pairs]


def _bars(names: Sequence[str]) -> tuple[Figure, Axes]:
    """Axes for a row of bars per name, the first on top."""
    height = 1.6 + INCHES_PER_ROW * len(names)
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    axes = figure.subplots()
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    return figure, axes


def _draw_shares(
    axes: Axes, shares: Sequence[Accuracy | None], label: str, *, row: float, color: str
) -> None:
    known = [(i + row, share) for i, share in enumerate(shares) if share]
    values = [share.value for _, share in known]
    # Not below 0, which the rounding of an interval that ends at 0 or 1 may bring.
    error = [
        [max(0.0, share.value - share.low) for _, share in known],
        [max(0.0, share.high - share.value) for _, share in known],
    ]
    axes.barh(
        [place for place, _ in known],
        values,
        height=BAR,
        xerr=error,
        color=color,
        label=label,
        error_kw={"elinewidth": 1, "capsize": 2},
    )


def _finish(figure: Figure, axes: Axes, path: Path, *, title: str) -> None:
    axes.set_title(title)
    axes.grid(alpha=0.3, axis="x")
    axes.set_axisbelow(True)
    figure.legend(loc="outside lower center", ncols=2, fontsize=9)
    save_figure(figure, path)
