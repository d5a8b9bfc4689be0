"""The picture of a report of the web server: a line for each service."""

import io
from typing import Any

from benchmarks.http_load.page import SERVICES
from benchmarks.page_parts import where

COLORS = dict(zip(SERVICES, ("#4c78a8", "#9a9a9a", "#e45756"), strict=True))
ROWS = (("per_second", "answers per second"), ("latency_ms", "median time to an answer, ms"))


def draw_http(report: dict[str, Any]) -> bytes:
    """A PNG picture: above answers per second, below latency; a column for each picture.

    Raises ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    pictures = report["pictures"]
    figure = Figure(figsize=(1.5 + 3.6 * len(pictures), 6.4), layout="constrained")
    grid = figure.subplots(2, len(pictures), squeeze=False, sharex=True)
    for column, picture in enumerate(pictures):
        for row, (measure, _) in enumerate(ROWS):
            _lines(grid[row][column], report, picture=picture["name"], measure=measure)
        grid[0][column].set_title(picture["title"], fontsize=10)
        grid[-1][column].set_xlabel("clients at the same time")
    for row, (_, label) in enumerate(ROWS):
        grid[row][0].set_ylabel(label)
    lines, names = grid[0][0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=len(names))
    doubt = "" if report["stable"] else ", NOT STABLE"
    title = f"{where(report)}, {report['start']['time_utc'][:10]}{doubt}; scales are logarithmic"
    figure.suptitle(title, fontsize=10, ha="left", x=0.01)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _lines(axes: Any, report: dict[str, Any], *, picture: str, measure: str) -> None:
    counts = sorted({cell["clients"] for cell in report["cells"]})
    for service in SERVICES:
        points = [
            (cell["clients"], cell[measure]["median"])
            for cell in report["cells"]
            if (cell["service"], cell["picture"]) == (service, picture) and cell["answers"]
        ]
        if points:
            x, y = zip(*sorted(points), strict=True)
            axes.plot(x, y, marker="o", markersize=4, color=COLORS[service], label=service)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
