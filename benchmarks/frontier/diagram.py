"""One diagram of accuracy against a cost: points with intervals, and their names."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from benchmarks.frontier.entries import OURS, PUBLISHED, REFERENCE, SCORED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.transforms import Transform

DPI = 110
# Shape and colour say whose a net is; a filled marker says that it computes in integers.
STYLES = {
    OURS: ("o", "#1f5fa8", "ours"),
    REFERENCE: ("s", "#b3480e", "MLPerf Tiny"),
    SCORED: ("^", "#2e7d32", "scored here"),
    PUBLISHED: ("D", "#6b6b6b", "published"),
}
LINE = "#9a9a9a"
STEPS_STYLE: Literal["--"] = "--"
TWINS_STYLE: Literal[":"] = ":"
# Nets of the same cost, to within so much, stand side by side, so many px apart.
SAME_COST, ASIDE = 0.01, 11.0
MARKER = 8.0  # The side of a marker with some room, in px.


@dataclass(frozen=True)
class Point:
    """A net: its accuracy and the ends of the interval in percent, and its cost in some unit."""

    name: str
    variant: str
    group: str
    cost: float
    accuracy: float
    low: float | None
    high: float | None

    @property
    def is_integer(self) -> bool:
        return self.variant.startswith("int")


def draw_diagram(
    axes: "Axes",
    points: Sequence[Point],
    *,
    cost: str,
    steps: Sequence[tuple[float, float]] = (),
    legend: bool = False,
) -> None:
    """Draw the points on a logarithmic scale of ``cost``, without their names.

    ``steps`` are costs, and the best accuracy in percent of others that each buys.
    """
    axes.set_xscale("log")
    axes.set_xlim(min(p.cost for p in points) / 1.6, max(p.cost for p in points) * 2.2)
    lows = [p.accuracy if p.low is None else p.low for p in points]
    highs = [p.accuracy if p.high is None else p.high for p in points]
    margin = 0.08 * (max(highs) - min(lows)) + 0.2
    axes.set_ylim(min(lows) - margin, max(highs) + margin)
    if steps:
        line = zip(*_corners(steps, end=axes.get_xlim()[1]), strict=True)
        axes.plot(*line, color=LINE, linewidth=1, linestyle=STEPS_STYLE, zorder=1)
    for twins in nets(points):
        color = STYLES[twins[0].group][1]
        line = zip(*((p.cost, p.accuracy) for p in twins), strict=True)
        axes.plot(*line, color=color, linewidth=0.8, linestyle=TWINS_STYLE, zorder=1)
    for point in points:
        _draw_point(axes, point, aside(point, points))
    _dress(axes, cost)
    if legend:
        axes.legend(handles=_legend(points, steps=bool(steps)), loc="lower right", fontsize=8)


def nets(points: Sequence[Point]) -> list[list[Point]]:
    """The twins of each net, integers first; ours first, for they choose places first."""

    def net(point: Point) -> tuple[int, str]:
        return list(STYLES).index(point.group), point.name

    order = sorted(points, key=lambda point: (net(point), not point.is_integer, point.variant))
    return [list(twins) for _, twins in groupby(order, net)]


def aside(point: Point, points: Sequence[Point]) -> float:
    """How far to the right of its cost a point stands, in px: 0 for one that has its place."""
    beside = [other for other in points if abs(math.log(other.cost / point.cost)) < SAME_COST]
    beside.sort(key=lambda one: (list(STYLES).index(one.group), one.name, not one.is_integer))
    return (beside.index(point) - (len(beside) - 1) / 2) * ASIDE


def _corners(steps: Sequence[tuple[float, float]], *, end: float) -> list[tuple[float, float]]:
    """Where a line along the steps turns: each is level up to the next one, the last to ``end``."""
    corners = []
    for i, (cost, best) in enumerate(steps):
        corners += [(cost, best), (steps[i + 1][0] if i + 1 < len(steps) else end, best)]
    return corners


def _draw_point(axes: "Axes", point: Point, aside: float) -> None:
    shape, color, _ = STYLES[point.group]
    place = _moved(axes, aside)
    if point.low is not None and point.high is not None:
        axes.plot(
            [point.cost] * 2, [point.low, point.high], color=color, linewidth=1, transform=place
        )
    axes.plot(
        [point.cost],
        [point.accuracy],
        shape,
        markersize=6,
        markeredgecolor=color,
        zorder=3,
        markerfacecolor=color if point.is_integer else "white",
        transform=place,
    )


def _moved(axes: "Axes", pixels: float) -> "Transform":
    from matplotlib.transforms import Affine2D

    return axes.transData + Affine2D().translate(pixels, 0)


def pixels(axes: "Axes", cost: float, accuracy: float) -> tuple[float, float]:
    """Where a place of the diagram is in the picture, (x, y) in pixels."""
    x, y = axes.transData.transform((cost, accuracy))
    return float(x), float(y)


def _dress(axes: "Axes", cost: str) -> None:
    """Scales and lines that help to read the figures off."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(cost, fontsize=9)
    axes.set_ylabel("accuracy, %", fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def _legend(points: Sequence[Point], *, steps: bool) -> list["Line2D"]:
    from matplotlib.lines import Line2D

    kinds = dict.fromkeys((point.group, point.is_integer) for point in points)
    handles = [
        Line2D(
            [],
            [],
            marker=STYLES[group][0],
            linestyle="",
            markeredgecolor=STYLES[group][1],
            markerfacecolor=STYLES[group][1] if is_integer else "white",
            label=f"{STYLES[group][2]}, {'int8' if is_integer else 'float'}",
        )
        for group, is_integer in sorted(
            kinds, key=lambda kind: (list(STYLES).index(kind[0]), not kind[1])
        )
    ]
    line = Line2D(
        [], [], color=LINE, linestyle=STEPS_STYLE, label="best of the others for its cost"
    )
    return [*handles, line] if steps else handles
