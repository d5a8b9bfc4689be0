"""The few figures that people want, out of the reports of all parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.frontier.entries import OURS
from benchmarks.http_load.services import APP, CEILING, TUTORIAL
from benchmarks.page_parts import counted

Report = dict[str, Any]
# How many clients the figures of the web server are about, where so many were measured.
USUAL_CLIENTS = 8
WORDS = {APP: "the app", TUTORIAL: "the tutorial's way"}


@dataclass(frozen=True)
class Figure:
    """A ``measure`` of something, in its ``unit``: "ms", "bytes", "per second", "share" (0 to 1).

    ``low`` and ``high`` are its 95 % interval, where there is one.
    """

    part: str
    measure: str
    of: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None


def figures(reports: Mapping[str, Report]) -> list[Figure]:
    """The figures of those parts that have a report, by the names of the parts."""
    found: list[Figure] = []
    parts = (
        ("frontier", _accuracies),
        ("latency", _latency),
        ("memory", _memory),
        ("http", _http),
        ("camera", _camera),
    )
    for name, of_part in parts:
        if name in reports:
            found += of_part(reports[name])
    return found


def _latency(report: Report) -> Iterator[Figure]:
    """One figure for each model: on its fewest threads, in the first runtime that ran it."""
    first: dict[str, Report] = {}
    for one in report["candidates"]:
        kept = first.setdefault(one["name"], one)
        if one["runtime"] == kept["runtime"] and one["threads"] < kept["threads"]:
            first[one["name"]] = one
    for one in first.values():
        interval = one["median_interval_ms"] or {"low": None, "high": None}
        title = f"{one['name']}, {one['runtime']}, {counted(one['threads'], 'thread')}"
        median = one["invoke_ms"]["median"]
        yield Figure("latency", "inference", title, median, "ms", **interval)


def _memory(report: Report) -> Iterator[Figure]:
    for way in report["ways"]:
        first = way["first_answer_ms"]["median"]
        yield Figure("memory", "first answer after the start", way["name"], first, "ms")
    for way in report["ways"]:
        peak = way["peak_rss_bytes"]["median"]
        yield Figure("memory", "peak memory", way["name"], peak, "bytes")


def _http(report: Report) -> Iterator[Figure]:
    for title, cell in usual_cells(report):
        of = f"{title}, {counted(cell['clients'], 'client')}"
        rate, times = cell["per_second"]["median"], cell["latency_ms"]
        yield Figure("http", "uploads answered by the app", of, rate, "per second")
        if times is not None:
            yield Figure("http", "time to the app's answer", of, times["median"], "ms")
    for service, peak in peaks(report).items():
        if service != CEILING:
            yield Figure("http", "peak memory under load", WORDS[service], peak, "bytes")


def _camera(report: Report) -> Iterator[Figure]:
    loop = report["loop_us"]
    for key, word in (("label_ms", "fetched"), ("drawn_ms", "drawn on the page")):
        labels = report[key]
        if labels is not None:
            interval, measure = labels["interval"] or {}, f"a camera's frame to its label {word}"
            yield Figure("camera", measure, "median", labels["median"], "ms", **interval)
            yield Figure("camera", measure, "p99", labels["p99"], "ms")
    if loop is not None:
        cost_ms = loop["median"] / 1000
        of = "without decoding and inference"
        yield Figure("camera", "the camera loop's CPU time for a frame", of, cost_ms, "ms")


def _accuracies(report: Report) -> Iterator[Figure]:
    """Those of the shipped models, on the test images."""
    for entry in report["entries"]:
        if entry["group"] == OURS:
            title = f"{entry['name']}, {entry['variant']}"
            interval = {"low": entry["low"], "high": entry["high"]}
            yield Figure("frontier", "accuracy", title, entry["accuracy"], "share", **interval)


def usual_cells(report: Report) -> list[tuple[str, Report]]:
    """The app's cells for the usual number of clients, with the titles of their pictures."""
    found = [cell for cell in report["cells"] if cell["service"] == APP]
    counts = {cell["clients"] for cell in found}
    clients = USUAL_CLIENTS if USUAL_CLIENTS in counts else max(counts, default=0)
    titles = {picture["name"]: picture["title"] for picture in report["pictures"]}
    return [(titles[cell["picture"]], cell) for cell in found if cell["clients"] == clients]


def peaks(report: Report) -> dict[str, int]:
    """The most memory that each service ever had, in bytes, where it is known."""
    found: dict[str, int] = {}
    for cell in report["cells"]:
        if cell["peak_rss_bytes"] is not None:
            service, peak = cell["service"], cell["peak_rss_bytes"]
            found[service] = max(found.get(service, 0), peak)
    return found
