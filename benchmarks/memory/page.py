"""The report of memory and start for people: as text for the terminal, as a page of Markdown."""

from typing import Any

from benchmarks.page_parts import Page, counted, megabytes, ratio_text, where
from benchmarks.tables import Table

Report = dict[str, Any]
LARGEST = 4


def memory_page(report: Report) -> Page:
    """What is said of a measurement of memory and start."""
    return Page(
        report=report,
        title="Memory and start",
        measured=_what_was_measured(report),
        picture="Time to the first answer and peak memory",
        tables=tables(report),
    )


def tables(report: Report) -> tuple[Table, ...]:
    """The tables that a report shows, the most important first."""
    ways = report["ways"]
    return (
        Table(
            "From the start of the process to its first answer, in milliseconds",
            ("way", "median", "p90", "min", "spread", "to its end", "ratio (95 %)"),
            tuple(_start_row(way) for way in ways),
        ),
        Table(
            "Peak resident memory of the process",
            ("way", "median", "spread", "ratio (95 %)", "model file", "SHA-256"),
            tuple(_memory_row(way) for way in ways),
        ),
        Table(
            "Installed, without Python itself",
            ("library and all that the way needs", "size", "the largest of it"),
            tuple(dict.fromkeys(_installed_row(way) for way in ways)),
        ),
    )


def _start_row(way: Report) -> tuple[str, ...]:
    times = way["first_answer_ms"]
    return (
        way["name"],
        *(f"{times[key]:,.0f}" for key in ("median", "p90", "minimum")),
        f"{times['spread_percent']:.1f} %",
        f"{way['total_ms']['median']:,.0f}",
        _ratio(way, "first_answer_ms"),
    )


def _memory_row(way: Report) -> tuple[str, ...]:
    memory = way["peak_rss_bytes"]
    return (
        way["name"],
        megabytes(memory["median"]),
        f"{memory['spread_percent']:.1f} %",
        _ratio(way, "peak_rss_bytes"),
        f"{way['model_bytes']:,} bytes" if way["model"] else "-",
        way["model_sha256"][:12] if way["model"] else "-",
    )


def _installed_row(way: Report) -> tuple[str, ...]:
    largest = (f"{item['name']} {megabytes(item['bytes'])}" for item in way["installed"][:LARGEST])
    return (
        f"{way['library']}, Python {way['python']}",
        megabytes(way["installed_bytes"]),
        ", ".join(largest),
    )


def _ratio(way: Report, measure: str) -> str:
    return "reference" if way["is_reference"] else ratio_text(way["ratio_to_reference"][measure])


def _what_was_measured(report: Report) -> str:
    settings = report["settings"]
    return (
        f"{counted(len(report['ways']), 'way')} to one answer about one picture on "
        f"{where(report)}, {counted(report['machine']['cores'], 'core')}, "
        f"{report['start']['time_utc']}.\n"
        f"{counted(settings['rounds_measured'], 'interleaved round')}; in each, one new process of "
        f"each way. Dropped as warm-up: {counted(settings['warm_up_rounds'], 'round')} before.\n"
        f"Picture: a drawn JPEG of {settings['picture_width_px']} x "
        f"{settings['picture_height_px']} pixels from the seed {settings['seed']}."
    )
