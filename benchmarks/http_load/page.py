"""The report of the web server for people: as text for the terminal, as a page of Markdown."""

from collections.abc import Callable
from typing import Any

from benchmarks.http_load.services import APP, CEILING, TUTORIAL
from benchmarks.page_parts import Page, counted, megabytes, ratio_text, where
from benchmarks.tables import Table

Report = dict[str, Any]
SERVICES = (APP, CEILING, TUTORIAL)
REQUEST_CPU = (
    "CPU time of the server for one answer, without decoding, preprocessing and inference, in "
    "milliseconds"
)
NOTES = (
    "Each client sends its next request when the last one is answered, over a connection that it "
    "keeps as long as the server does. Clients and server share this machine's CPU."
)


def http_page(report: Report) -> Page:
    """What is said of a measurement of the web server."""
    libraries = {service["name"]: service["library"] for service in report["services"]}
    model = f"{report['model']['name']}, SHA-256 {report['model']['sha256']}"
    return Page(
        report=report,
        title="The upload API under load",
        measured=_what_was_measured(report),
        picture="Answers per second, and time to an answer",
        tables=tables(report),
        notes={"Errors": _errors(report)},
        facts={"model": model, **libraries},
    )


def tables(report: Report) -> tuple[Table, ...]:
    """The tables that a report shows, the most important first."""
    names = [name for name in SERVICES if any(cell["service"] == name for cell in report["cells"])]
    both = [f"{name} {key}" for name in names for key in ("p50", "p99")]
    return (
        Table(
            "Answers per second",
            ("picture and clients", *names, f"{APP} / {CEILING}", f"{APP} / {TUTORIAL} (95 %)"),
            _rows(report, names, _rate_cells, _ratio_cells),
        ),
        Table(
            "Time to an answer, in milliseconds (p99 from 100 answers on)",
            ("picture and clients", *both),
            _rows(report, names, _latency_cells),
        ),
        Table(
            "Peak resident memory of the server, which has seen all pictures before",
            ("picture and clients", *names),
            (
                ("at rest, before the first request", *_rest_cells(report, names)),
                *_rows(report, names, _memory_cells),
            ),
        ),
        Table(
            "CPU in use, as a number of cores: by the server + by the clients",
            ("picture and clients", *names),
            _rows(report, names, _cpu_cells),
        ),
        *_request_cpu_table(report),
    )


def _request_cpu_table(report: Report) -> tuple[Table, ...]:
    """Of visits by one client; none where there were none, or no clock of another process."""
    cells = [cell for cell in report["cells"] if cell.get("request_cpu_ms") is not None]
    if not any(cell["service"] == APP for cell in cells):
        return ()
    compared = (APP, CEILING)
    heading = ("picture and clients", *compared, f"{APP} / {CEILING} (95 %)")
    alone = {**report, "cells": [cell for cell in cells if cell["service"] in compared]}
    rows = _rows(alone, list(compared), _request_cpu_cells, _request_cpu_ratio)
    return (Table(REQUEST_CPU, heading, rows),)


def _request_cpu_cells(cell: Report | None) -> list[str]:
    return ["-" if cell is None else f"{cell['request_cpu_ms']:.3f}"]


def _request_cpu_ratio(cell: Report | None) -> list[str]:
    return [ratio_text(cell["request_cpu_ratio_to_empty_route"] if cell else None)]


def _rows(
    report: Report,
    names: list[str],
    cells_of: Callable[[Report | None], list[str]],
    last: Callable[[Report | None], list[str]] = lambda _: [],
) -> tuple[tuple[str, ...], ...]:
    """A row for each picture and number of clients; ``last`` makes its end from the app's cell."""
    titles = {picture["name"]: picture["title"] for picture in report["pictures"]}
    found = {(cell["picture"], cell["clients"], cell["service"]): cell for cell in report["cells"]}
    places = dict.fromkeys((cell["picture"], cell["clients"]) for cell in report["cells"])
    return tuple(
        (
            f"{titles[picture]}, {counted(clients, 'client')}",
            *(text for name in names for text in cells_of(found.get((picture, clients, name)))),
            *last(found.get((picture, clients, APP))),
        )
        for picture, clients in places
    )


def _rate_cells(cell: Report | None) -> list[str]:
    rate = cell["per_second"]["median"] if cell else None
    return ["-" if rate is None else f"{rate:,.1f}"]


def _ratio_cells(cell: Report | None) -> list[str]:
    if cell is None:
        return ["-", "-"]
    share = cell["ratio_to_empty_route"]
    return [
        "-" if share is None else f"{100 * share['value']:.0f} %",
        ratio_text(cell["ratio_to_tutorial"]),
    ]


def _latency_cells(cell: Report | None) -> list[str]:
    times = cell["latency_ms"] if cell else None
    if times is None:
        return ["-", "-"]
    p99 = times["p99"]
    return [f"{times['median']:,.1f}", "-" if p99 is None else f"{p99:,.1f}"]


def _memory_cells(cell: Report | None) -> list[str]:
    return [_megabytes(cell["peak_rss_bytes"] if cell else None)]


def _rest_cells(report: Report, names: list[str]) -> list[str]:
    rest = {service["name"]: service["rest_rss_bytes"] for service in report["services"]}
    return [_megabytes(rest.get(name)) for name in names]


def _cpu_cells(cell: Report | None) -> list[str]:
    if cell is None:
        return ["-"]
    server = cell["server_cores"]
    return [f"{'?' if server is None else f'{server:.2f}'} + {cell['client_cores']:.2f}"]


def _megabytes(number: int | None) -> str:
    return "-" if number is None else megabytes(number)


def _errors(report: Report) -> str:
    """All errors by service and kind, or the sentence that there were none."""
    lines = [
        f"- {cell['service']}, {cell['picture']}, {counted(cell['clients'], 'client')}: "
        + ", ".join(f"{count} x {kind}" for kind, count in sorted(cell["errors"].items()))
        + f", beside {counted(cell['answers'], 'answer')}"
        for cell in report["cells"]
        if cell["errors"]
    ]
    if not lines:
        return "No errors: every request was answered with status 200."
    return "Requests that were not answered with status 200:\n\n" + "\n".join(lines)


def _what_was_measured(report: Report) -> str:
    settings = report["settings"]
    answers = sum(cell["answers"] for cell in report["cells"])
    sizes = ", ".join(f"{item['title']} ({item['bytes']:,} bytes)" for item in report["pictures"])
    return (
        f"Uploads to {report['model']['name']} on {where(report)}, "
        f"{counted(report['machine']['cores'], 'core')}, {report['start']['time_utc']}.\n"
        f"{counted(settings['rounds_measured'], 'interleaved round')}, {answers:,} answers.\n"
        "Dropped as warm-up: the first request of each client in every visit.\n"
        f"{NOTES}\n"
        f"Pictures from the seed {settings['seed']}: {sizes}."
    )
