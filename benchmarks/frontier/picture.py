"""The picture of accuracy against cost: one diagram for each kind of cost that is known."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.frontier.diagram import DPI, Point, draw_diagram
from benchmarks.frontier.entries import OURS
from benchmarks.frontier.names import write_names
from benchmarks.frontier.report import steps_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Report = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """A kind of cost: its name with its unit, and that of an entry, None where it is unknown."""

    name: str
    of: Callable[[Report], float | None]


PRODUCTS = Cost(
    "million multiply-accumulates of one answer", lambda one: one["multiply_accumulates"] / 1e6
)


def draw_frontier(report: Report) -> bytes:
    """A PNG picture: accuracy against multiply-accumulates, and below against the other costs.

    Raises ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    others = [cost for cost in other_costs(report) if len(_points(report, cost)) > 1]
    figure = Figure(figsize=(11, 6.4 + 3.8 * bool(others)), dpi=DPI, layout="constrained")
    _draw(figure, report, others)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def _draw(figure: "Figure", report: Report, others: list[Cost]) -> None:
    columns = max(1, len(others))
    ratios = (1.7, 1) if others else (1,)
    grid = figure.add_gridspec(len(ratios), columns, height_ratios=ratios)
    whole = figure.add_subplot(grid[0, :])
    rivals = [one for one in report["entries"] if one["group"] != OURS]
    steps = [(cost / 1e6, 100 * accuracy) for cost, accuracy in steps_of(rivals)]
    points = _points(report, PRODUCTS)
    draw_diagram(whole, points, cost=PRODUCTS.name, steps=steps, legend=True)
    diagrams = [(whole, points, 9.0)]
    for column, cost in enumerate(others):
        axes = figure.add_subplot(grid[1, column])
        points = _points(report, cost)
        draw_diagram(axes, points, cost=cost.name)
        diagrams.append((axes, points, 7.5))
    figure.suptitle("CIFAR-10: accuracy on the test images against cost", x=0.01, ha="left")
    figure.draw_without_rendering()  # Names are placed where the points are in the end.
    figure.set_layout_engine("none")
    for axes, points, size in diagrams:
        write_names(axes, points, size=size)


def other_costs(report: Report) -> list[Cost]:
    """The kinds of cost that a report may know besides the multiply-accumulates."""
    costs = [
        Cost(f"million instructions, {board}", _instructions_on(cpu))
        for cpu, board in report["boards"].items()
    ]
    if report["latency"]:
        costs.append(Cost("milliseconds, median, one thread", _milliseconds))
    return costs


def _instructions_on(cpu: str) -> Callable[[Report], float | None]:
    def millions(one: Report) -> float | None:
        count = one["instructions"].get(cpu)
        return None if count is None else count / 1e6

    return millions


def _milliseconds(one: Report) -> float | None:
    return one["latency"]["median_ms"] if one["latency"] else None


def _points(report: Report, cost: Cost) -> list[Point]:
    """The entries whose cost is known."""
    known = [(one, cost.of(one)) for one in report["entries"]]
    return [
        Point(
            name=one["name"],
            variant=one["variant"],
            group=one["group"],
            cost=value,
            accuracy=100 * one["accuracy"],
            low=None if one["low"] is None else 100 * one["low"],
            high=None if one["high"] is None else 100 * one["high"],
        )
        for one, value in known
        if value is not None
    ]
