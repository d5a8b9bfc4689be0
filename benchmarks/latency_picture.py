"""The picture of a latency report: one bar for each model."""

import io
from typing import Any

from matplotlib.figure import Figure

BAR, WHISKER = "#4c78a8", "#333333"


def draw_latency(report: dict[str, Any]) -> bytes:
    """A PNG picture: the median inference of each model as a bar, with ticks at p90 and p99."""
    models = report["models"]
    medians = [model["invoke_ms"]["median"] for model in models]
    figure = Figure(figsize=(9, 1.6 + 0.6 * len(models)), layout="constrained")
    axes = figure.subplots()
    axes.barh(range(len(models)), medians, height=0.55, color=BAR)
    for row, model in enumerate(models):
        times = model["invoke_ms"]
        ends = (times["median"], times["p90"], times["p99"])
        axes.plot(ends, [row] * 3, color=WHISKER, linewidth=1.2)
        axes.plot(ends[1:], [row] * 2, color=WHISKER, linestyle="", marker="|", markersize=9)
    names = [f"{model['name']}\n{ms:.3f} ms" for model, ms in zip(models, medians, strict=True)]
    axes.set_yticks(range(len(models)), names)
    axes.invert_yaxis()  # The first model on top, as in the table.
    axes.set_xlim(left=0)
    axes.set_xlabel("milliseconds for one inference: median, with ticks at p90 and p99")
    axes.set_title(_title(report), fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _title(report: dict[str, Any]) -> str:
    machine, threads = report["machine"], report["settings"]["threads"]
    where = machine["board"] or machine["cpu"] or machine["architecture"]
    doubt = "" if report["stable"] else ", NOT STABLE"
    return (
        f"{where}, {threads} thread{'s' * (threads > 1)}, {report['start']['time_utc'][:10]}{doubt}"
    )
