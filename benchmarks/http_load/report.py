"""The record of a measurement of the web server as plain data: what ``http.json`` holds."""

import hashlib
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from benchmarks.candidates import Candidate
from benchmarks.http_load.doubts import doubts
from benchmarks.http_load.measure import Cell, CellVisit, Measured
from benchmarks.http_load.pictures import Picture
from benchmarks.http_load.server import Service
from benchmarks.http_load.services import APP, CEILING, TUTORIAL
from benchmarks.missing import Missing
from benchmarks.summary import paired_ratio, summarize
from benchmarks.surroundings import Surroundings
from benchmarks.verdict import VALUES_FOR_P99

SCHEMA = 2

Figure = Callable[[CellVisit], float | None]
Number = TypeVar("Number", int, float)


def http_report(
    services: Sequence[Service],
    pictures: Sequence[Picture],
    measured: Measured,
    *,
    missing: Missing,
    settings: Mapping[str, Any],
    model: Candidate,
    command: str,
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON."""
    cells = [_cell(cell, measured) for cell in _in_order(measured, services)]
    return {
        "schema": SCHEMA,
        "benchmark": "http",
        "command": command,
        "settings": {
            **settings,
            "rounds_measured": measured.rounds,
            "visit_seconds": round(measured.visit_seconds, 3),
        },
        **surroundings.as_json(more_doubts=doubts(cells, rounds=measured.rounds)),
        "model": {
            "name": model.name,
            "bytes": model.size_bytes,
            "sha256": model.sha256,
            "runtime": model.runtime,
        },
        "services": [
            {
                "name": service.name,
                "library": service.library,
                "rest_rss_bytes": measured.rest_rss_bytes.get(service.name),
            }
            for service in services
        ],
        "pictures": [_picture(picture) for picture in pictures],
        "cells": cells,
        **missing.as_json(),
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "name": picture.name,
        "title": picture.title,
        "width_px": picture.width,
        "height_px": picture.height,
        "bytes": len(picture.content),
        "sha256": hashlib.sha256(picture.content).hexdigest(),
    }


def _in_order(measured: Measured, services: Sequence[Service]) -> list[Cell]:
    """The cells as they stand in the tables: by picture, number of clients, and service."""
    places = list(dict.fromkeys((cell.picture, cell.clients) for cell in measured.visits))
    names = [service.name for service in services]
    return sorted(
        measured.visits,
        key=lambda cell: (places.index((cell.picture, cell.clients)), names.index(cell.service)),
    )


def _cell(cell: Cell, measured: Measured) -> dict[str, Any]:
    visits = measured.visits[cell]
    peaks = _known(visit.peak_rss_bytes for visit in visits)
    # By one client alone: with more, the stages wait for the CPU, and their times are not its own.
    request_cpus = _known(visit.request_cpu_ms for visit in visits if cell.clients == 1)
    servers = _known(visit.server_cores for visit in visits)
    return {
        **asdict(cell),
        "rounds": len(visits),
        "answers": sum(len(visit.load.latencies_ms) for visit in visits),
        "errors": dict(sum((Counter(visit.load.errors) for visit in visits), Counter())),
        "per_second": _per_second(visits),
        "latency_ms": _latency([ms for visit in visits for ms in visit.load.latencies_ms]),
        "peak_rss_bytes": max(peaks, default=None),
        "of_rounds": _of_rounds(visits),
        "server_cores": _median(servers),
        "client_cores": _median([visit.load.client_cores for visit in visits]),
        "request_cpu_ms": _median(request_cpus),
        "ratio_to_tutorial": _ratio(cell, TUTORIAL, measured, _rate),
        "ratio_to_empty_route": _ratio(cell, CEILING, measured, _rate),
        "request_cpu_ratio_to_empty_route": _ratio(cell, CEILING, measured, _request_cpu_ms)
        if request_cpus
        else None,
    }


def _per_second(visits: Sequence[CellVisit]) -> dict[str, Any]:
    rates = [visit.load.per_second for visit in visits]
    spread = summarize(rates).spread_percent if statistics.median(rates) > 0 else None
    return {
        "median": _median(rates),
        "spread_percent": None if spread is None else round(spread, 2),
    }


def _of_rounds(visits: Sequence[CellVisit]) -> dict[str, list[float | None]]:
    """What each round gave: its number, the rate, the median time of an answer, the memory."""
    return {
        "number": [visit.round for visit in visits],
        "per_second": [round(visit.load.per_second, 3) for visit in visits],
        "median_latency_ms": [_median(visit.load.latencies_ms) for visit in visits],
        "peak_rss_bytes": [visit.peak_rss_bytes for visit in visits],
    }


def _latency(values_ms: Sequence[float]) -> dict[str, Any] | None:
    """None without an answer; p99 is None where it would be little else than the slowest."""
    if not values_ms:
        return None
    summary = {key: round(value, 4) for key, value in asdict(summarize(values_ms)).items()}
    if len(values_ms) < VALUES_FOR_P99:
        summary["p99"] = None
    return {**summary, "maximum": round(max(values_ms), 4)}


def _ratio(cell: Cell, other: str, measured: Measured, figure: Figure) -> dict[str, Any] | None:
    """How many times a figure of ``other``, from the rounds that both have; only of the app."""
    if cell.service != APP:
        return None
    reference = measured.visits.get(Cell(other, cell.picture, cell.clients), [])
    theirs = {visit.round: figure(visit) for visit in reference}
    pairs = [
        (ours, beside)
        for visit in measured.visits[cell]
        if (beside := theirs.get(visit.round)) and (ours := figure(visit)) is not None
    ]
    if not pairs:
        return None
    return asdict(paired_ratio([ours for ours, _ in pairs], [beside for _, beside in pairs]))


def _rate(visit: CellVisit) -> float:
    return visit.load.per_second


def _request_cpu_ms(visit: CellVisit) -> float | None:
    return visit.request_cpu_ms


def _known(values: Iterable[Number | None]) -> list[Number]:
    return [value for value in values if value is not None]


def _median(values: Sequence[float]) -> float | None:
    """The median to four digits after the point; None without a value."""
    return round(statistics.median(values), 4) if values else None
