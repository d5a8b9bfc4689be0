"""Charts of the curves over all thresholds, and of how far a confidence can be believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.figures import COLORS, QUIET, drawn_name, save_figure
from training.report.class_facts import ClassFacts
from training.report.curves import Curve
from training.report.split_facts import Calibration, SplitFacts

# More lines than these cannot be told apart: then the worst are named, and the others grey.
NAMED_CLASSES = 10
FEWER_NAMED_CLASSES = 6
# So that on a phone, where the picture is half as wide, letters can still be read.
SIDE_INCHES = 5.8


@dataclass(frozen=True)
class _Kind:
    """What is drawn: the curve of a class, the word for its area, axes, and the legend's place."""

    of_class: Callable[[ClassFacts], Curve | None]
    area: str
    x: str
    y: str
    title: str
    legend: Literal["lower right", "lower left"]


_ROC = _Kind(
    lambda one: one.roc,
    "AUC",
    "share of the other images that are taken for the class",
    "share of the class's images that are found",
    "ROC curves, one class against the rest",
    "lower right",
)
_PRECISION_RECALL = _Kind(
    lambda one: one.precision_recall,
    "AP",
    "recall: share of the class's images that are found",
    "precision: share of right ones among those found",
    "Precision and recall, one class against the rest",
    "lower left",
)


def draw_roc(path: Path, facts: SplitFacts) -> None:
    """The ROC curves of the classes, and their macro and micro averages."""
    figure, axes = _square()
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle=":", linewidth=1)
    means = (
        ("macro average", facts.averages.macro_roc),
        ("micro average", facts.averages.micro_roc),
    )
    _draw_curves(axes, facts.classes, means, _ROC)
    save_figure(figure, path)


def draw_precision_recall(path: Path, facts: SplitFacts) -> None:
    """The precision-recall curves of the classes, and their macro and micro averages."""
    figure, axes = _square()
    found = facts.averages
    means = (
        ("macro average", found.macro_precision_recall),
        ("micro average", found.micro_precision_recall),
    )
    _draw_curves(axes, facts.classes, means, _PRECISION_RECALL)
    save_figure(figure, path)


def draw_reliability(path: Path, calibration: Calibration) -> None:
    """How often answers of each confidence are right, and below it, how many these are."""
    figure = Figure(figsize=(SIDE_INCHES, SIDE_INCHES), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    used = [one for one in calibration.bins if one.accuracy and one.confidence is not None]
    places = [one.confidence for one in used]
    values = np.array([(a.value, a.low, a.high) for one in used if (a := one.accuracy)])
    error = np.abs(values[:, 1:] - values[:, :1]).T
    upper.plot([0, 1], [0, 1], color=QUIET, linestyle=":", label="as often as it says")
    upper.errorbar(
        places, values[:, 0], yerr=error, fmt="o-", color=COLORS[0], capsize=3, label="this net"
    )
    title = f"Reliability: calibration error {100 * calibration.error:.1f} %"
    upper.set(ylabel="share of right answers", ylim=(-0.02, 1.02), title=title)
    upper.legend(loc="upper left", fontsize=9)
    width = calibration.bins[0].high - calibration.bins[0].low
    lower.bar(
        [one.low for one in calibration.bins],
        [one.images for one in calibration.bins],
        width=0.92 * width,
        align="edge",
        color=COLORS[0],
    )
    lower.set(xlabel="confidence of the answer", ylabel="answers", xlim=(0, 1))
    for axes in (upper, lower):
        axes.grid(alpha=0.3)
    save_figure(figure, path)


def _square() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(SIDE_INCHES, SIDE_INCHES), layout="constrained")
    return figure, figure.subplots()


def _draw_curves(
    axes: Axes,
    classes: Sequence[ClassFacts],
    means: Sequence[tuple[str, Curve | None]],
    kind: _Kind,
) -> None:
    curves = [(one.name, curve) for one in classes if (curve := kind.of_class(one))]
    curves.sort(key=lambda named: named[1].area)
    count = len(curves) if len(curves) <= NAMED_CLASSES else FEWER_NAMED_CLASSES
    for i, (_, curve) in enumerate(curves[count:]):
        label = f"the other {len(curves) - count} classes" if i == 0 else None
        axes.plot(curve.x, curve.y, color=QUIET, linewidth=0.7, alpha=0.7, label=label)
    for i, (name, curve) in enumerate(curves[:count]):
        line = "--" if i >= len(COLORS) else "-"
        axes.plot(
            curve.x,
            curve.y,
            color=COLORS[i % len(COLORS)],
            linestyle=line,
            linewidth=1.4,
            label=f"{kind.area} {curve.area:.3f}  {drawn_name(name)}",
        )
    for (name, mean), line in zip(means, ("-", ":"), strict=True):
        if mean:
            label = f"{kind.area} {mean.area:.3f}  {name}"
            axes.plot(mean.x, mean.y, color="black", linestyle=line, linewidth=2.4, label=label)
    axes.set(xlabel=kind.x, ylabel=kind.y, title=kind.title, xlim=(-0.01, 1.01), ylim=(-0.01, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(loc=kind.legend, fontsize=9)
