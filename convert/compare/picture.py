"""The picture of a comparison: accuracy over latency, and over the size of the file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.frontier.diagram import Point, draw_diagram
from benchmarks.frontier.entries import OURS, SCORED
from benchmarks.frontier.names import write_names
from convert.compare.budget import KB
from convert.compare.entry import Cost, DeviceFile
from convert.compare.result import Result
from training.figures import DOTS_PER_INCH, WRONG, drawn_name, save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CostOf = Callable[[DeviceFile, Cost], float]
NAMES_PT = 9.0


def draw_comparison(path: Path, result: Result) -> bool:
    """Draw every run that has a file; whether there was one."""
    from matplotlib.figure import Figure

    panels: list[tuple[str, CostOf, float | None]] = [
        (
            "latency, times that of the default model",
            lambda _, cost: cost.ratio.value,
            result.budget.max_latency_ratio,
        ),
        ("size of the file, kB", lambda file, _: file.size_bytes / KB, result.budget.max_size_kb),
    ]
    figure = Figure(figsize=(11, 4.8), dpi=DOTS_PER_INCH, layout="constrained")
    drawn = []
    for place, (title, cost_of, limit) in enumerate(panels, start=1):
        points = _points(result, cost_of)
        if not points:
            return False
        axes = figure.add_subplot(1, len(panels), place)
        draw_diagram(axes, points, cost=title)
        _draw_limit(axes, limit)
        drawn.append((axes, points))
    title = f"{result.data}: accuracy on {result.images:,} validation images against cost"
    figure.suptitle(drawn_name(result.data) + title[len(result.data) :], x=0.01, ha="left")
    figure.draw_without_rendering()  # Names are placed where the points are in the end.
    figure.set_layout_engine("none")
    for axes, points in drawn:
        write_names(axes, points, size=NAMES_PT)
    save_figure(figure, path)
    return True


def _points(result: Result, cost_of: CostOf) -> list[Point]:
    """The runs that have a file; the chosen one stands out."""
    entries = [one.entry for one in result.choice.standings]
    return [
        Point(
            name=drawn_name(one.name),
            variant=one.file.variant,
            group=OURS if one is result.choice.winner else SCORED,
            cost=cost_of(one.file, one.cost),
            accuracy=100 * one.file.accuracy.value,
            low=100 * one.file.accuracy.low,
            high=100 * one.file.accuracy.high,
        )
        for one in entries
        if one.file and one.cost
    ]


def _draw_limit(axes: "Axes", limit: float | None) -> None:
    """A dashed line, with the scale made wide enough for it."""
    if limit is None:
        return
    left, right = axes.get_xlim()
    axes.set_xlim(min(left, limit / 1.3), max(right, limit * 1.3))
    axes.axvline(limit, color=WRONG, linewidth=1, linestyle=(0, (5, 4)), zorder=1)
