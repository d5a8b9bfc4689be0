"""The picture of a report of the camera: two groups of bars."""

import io
from typing import Any

from benchmarks.page_parts import where

BAR, TICK = "#4c78a8", "#333333"


def draw_camera(report: dict[str, Any]) -> bytes:
    """A PNG picture: times to the label on the left, frames per second on the right.

    Raises ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 2.8), layout="constrained")
    labels, frames = figure.subplots(1, 2)
    rates = report["frames_per_second"]
    times = {
        f"{word}, {quantile}": (report[key] or {}).get(quantile)
        for word, key in (("fetched", "label_ms"), ("drawn", "drawn_ms"))
        for quantile in ("median", "p99")
    }
    _bars(labels, times, word="ms")
    labels.set_xlabel("from a frame to its label, ms")
    named = {"alone": "alone", "with_viewers": "with viewers", "seen": "seen by the slowest"}
    medians = {word: (rates[key] or {}).get("median") for key, word in named.items()}
    _bars(frames, medians, word="")
    frames.set_xlabel("frames per second (median)")
    doubt = "" if report["stable"] else ", NOT STABLE"
    title = f"{where(report)}, {report['start']['time_utc'][:10]}{doubt}"
    figure.suptitle(title, fontsize=10, ha="left", x=0.01)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _bars(axes: Any, values: dict[str, float | None], *, word: str) -> None:
    known = {name: value for name, value in values.items() if value is not None}
    if known:
        bars = axes.barh(list(known), list(known.values()), height=0.55, color=BAR)
        axes.bar_label(bars, [f" {value:.1f} {word}" for value in known.values()], color=TICK)
        axes.set_xlim(0, 1.18 * max(known.values()))
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
