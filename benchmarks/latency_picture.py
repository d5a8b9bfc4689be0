"""The picture of a report of inference times: one bar or dot for each candidate."""

import io
from typing import Any

from benchmarks.page_parts import counted, where

BAR, WHISKER = "#4c78a8", "#333333"


def draw_latency(report: dict[str, Any]) -> bytes:
    """A PNG picture: the median inference of each candidate, with ticks at p90 and p99.

    Raises ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    found = report["candidates"]
    medians = [one["invoke_ms"]["median"] for one in found]
    figure = Figure(figsize=(9, 1.6 + 0.6 * len(found)), layout="constrained")
    axes = figure.subplots()
    if max(medians) > 30 * min(medians):
        axes.set_xscale("log")  # Or the fast ones could not be told apart.
        axes.xaxis.set_major_formatter("{x:g}")
        axes.plot(medians, range(len(found)), "o", color=BAR)  # A bar would have no true length.
    else:
        axes.barh(range(len(found)), medians, height=0.55, color=BAR)
        axes.set_xlim(left=0)
    for row, one in enumerate(found):
        times = one["invoke_ms"]
        ends = (times["median"], times["p90"], times["p99"])
        axes.plot(ends, [row] * 3, color=WHISKER, linewidth=1.2)
        axes.plot(ends[1:], [row] * 2, color=WHISKER, linestyle="", marker="|", markersize=9)
    axes.set_yticks(range(len(found)), [_name(one) for one in found], fontsize=8)
    axes.invert_yaxis()  # The first candidate on top, as in the table.
    axes.set_xlabel("milliseconds for one inference: median, with ticks at p90 and p99")
    axes.set_title(_title(report), fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _name(one: dict[str, Any]) -> str:
    threads = counted(one["threads"], "thread") if one["threads"] else "its own threads"
    return f"{one['name']}\n{one['runtime']}, {threads}: {one['invoke_ms']['median']:.3f} ms"


def _title(report: dict[str, Any]) -> str:
    doubt = "" if report["stable"] else ", NOT STABLE"
    return f"{where(report)}, {report['start']['time_utc'][:10]}{doubt}"
