"""The names of the points of a diagram, written where nothing is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.frontier.diagram import (
    LINE,
    MARKER,
    STEPS_STYLE,
    STYLES,
    TWINS_STYLE,
    Point,
    aside,
    nets,
    pixels,
)
from benchmarks.frontier.entries import OURS
from benchmarks.frontier.label_places import Box, place_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox


@dataclass(frozen=True)
class _Name:
    """What is written, and the place in the picture that it belongs to, in px."""

    text: str
    group: str
    spot: tuple[float, float]


def write_names(axes: "Axes", points: Sequence[Point], *, size: float) -> None:
    """Write the names of nets beside their points, one for all twins.

    To be called when the layout is final: places are in pixels.
    """
    names = _names(axes, points)
    texts = [_written(axes, name, size) for name in names]
    extents = [text.get_window_extent() for text in texts]
    boxes = place_labels(
        [(extent.width + 2, extent.height) for extent in extents],
        [name.spot for name in names],
        obstacles=_obstacles(axes, points),
        inside=_box(axes.get_window_extent()),
    )
    for text, box, name in zip(texts, boxes, names, strict=True):
        text.set_position(box.centre)
        _lead(axes, name.spot, box)


def _names(axes: "Axes", points: Sequence[Point]) -> list[_Name]:
    """One for each net: between twins of the same cost, else at the integer one."""
    names = []
    for twins in nets(points):
        spots = [_spot(axes, one, points) for one in twins]
        if len({one.cost for one in twins}) > 1:
            spots = spots[:1]
        x, y = (sum(values) / len(spots) for values in zip(*spots, strict=True))
        names.append(_Name(twins[0].name, twins[0].group, (x, y)))
    return names


def _written(axes: "Axes", name: _Name, size: float) -> "Text":
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import IdentityTransform

    return axes.text(
        0,
        0,
        name.text,
        fontsize=size,
        color=STYLES[name.group][1],
        weight="bold" if name.group == OURS else "normal",
        transform=IdentityTransform(),
        ha="center",
        va="center",
        path_effects=[withStroke(linewidth=2, foreground="white")],
    )


def _lead(axes: "Axes", spot: tuple[float, float], box: Box) -> None:
    """A thin line to a name that stands far from its point."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import IdentityTransform

    x, y = box.nearest(spot)
    if (x - spot[0]) ** 2 + (y - spot[1]) ** 2 > (2 * MARKER) ** 2:
        line = Line2D((spot[0], x), (spot[1], y), color=LINE, linewidth=0.6)
        line.set_transform(IdentityTransform())
        axes.add_line(line)


def _spot(axes: "Axes", point: Point, points: Sequence[Point]) -> tuple[float, float]:
    x, y = pixels(axes, point.cost, point.accuracy)
    return x + aside(point, points), y


def _obstacles(axes: "Axes", points: Sequence[Point]) -> list[Box]:
    """Markers, intervals, the legend, and the lines between points."""
    boxes = [box for point in points for box in _covered(axes, point, points)]
    legend = axes.get_legend()
    boxes += [_box(legend.get_window_extent())] if legend else []
    for line in axes.get_lines():
        if line.get_linestyle() in (STEPS_STYLE, TWINS_STYLE):
            corners = np.asarray(line.get_xydata(), np.float64).tolist()
            places = [pixels(axes, cost, accuracy) for cost, accuracy in corners]
            boxes += [_thin(*ends) for ends in pairwise(places)]
    return boxes


def _covered(axes: "Axes", point: Point, points: Sequence[Point]) -> list[Box]:
    """What a point covers: its marker, and its interval where it has one."""
    x, y = _spot(axes, point, points)
    half = MARKER / 2
    marker = Box(x - half, y - half, x + half, y + half)
    if point.low is None or point.high is None:
        return [marker]
    bottom, top = (pixels(axes, point.cost, end)[1] for end in (point.low, point.high))
    return [marker, Box(x - 1, bottom, x + 1, top)]


def _thin(start: tuple[float, float], end: tuple[float, float]) -> Box:
    """A line between two places that is upright or level, or nearly so."""
    left, right = sorted((start[0], end[0]))
    bottom, top = sorted((start[1], end[1]))
    return Box(left - 1, bottom - 1, right + 1, top + 1)


def _box(extent: "Bbox") -> Box:
    return Box(extent.x0, extent.y0, extent.x1, extent.y1)
