"""The picture of a report of memory and start: two bars for each way."""

import io
from typing import Any

from benchmarks.page_parts import where

BAR, TICK = "#4c78a8", "#333333"


def draw_memory(report: dict[str, Any]) -> bytes:
    """A PNG picture: time to the first answer on the left, peak memory on the right.

    Raises ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    ways = report["ways"]
    figure = Figure(figsize=(11, 1.6 + 0.6 * len(ways)), layout="constrained")
    start, memory = figure.subplots(1, 2, sharey=True)
    _bars(start, [way["first_answer_ms"] for way in ways], unit=1000, digits=2, word="s")
    _bars(memory, [way["peak_rss_bytes"] for way in ways], unit=1e6, digits=0, word="MB")
    start.set_yticks(range(len(ways)), [way["name"] for way in ways])
    start.invert_yaxis()  # The first way on top, as in the table.
    start.set_xlabel("seconds to the first answer (median)")
    memory.set_xlabel("peak resident memory, MB (median)")
    doubt = "" if report["stable"] else ", NOT STABLE"
    figure.suptitle(
        f"{where(report)}, {report['start']['time_utc'][:10]}{doubt}",
        fontsize=10,
        ha="left",
        x=0.01,
    )
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _bars(
    axes: Any, summaries: list[dict[str, Any]], *, unit: float, digits: int, word: str
) -> None:
    values = [summary["median"] / unit for summary in summaries]
    bars = axes.barh(range(len(values)), values, height=0.55, color=BAR)
    axes.bar_label(bars, [f" {value:.{digits}f} {word}" for value in values], color=TICK)
    axes.set_xlim(0, 1.18 * max(values))
    axes.spines[["top", "right"]].set_visible(False)
