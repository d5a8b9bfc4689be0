"""A comparison as a table and sentences for the terminal, and as a page."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables import Table, text_table
from convert.compare.budget import KB, ratio_text
from convert.compare.choice import Standing
from convert.compare.result import Result, advice, headline
from convert.timing import Latencies
from training.data_address import chart_address
from training.html_page import Chart, Report, Section

TEXT_COLUMNS = 100
HEADINGS = ("run", "accuracy", "95 % interval", "kB", "ms", "x default", "verdict")
PICTURE_SHOWS = (
    "Accuracy on the validation images over the latency, as a multiple of the default model's, and "
    "over the size of the file. A filled point computes in integers; a dashed line is a limit."
)


def text_report(result: Result) -> str:
    """What the terminal shows at the end."""
    table = runs_table(result)
    words = [
        textwrap.fill(one, TEXT_COLUMNS, initial_indent="- ", subsequent_indent="  ")
        for one in advice(result)
    ]
    return "\n".join(["", f"{table.title}:", text_table(table), "", f"{headline(result)}.", *words])


def page_report(result: Result, *, picture: Path | None) -> Report:
    """The page, with the chart in the file ``picture`` where there is one."""
    return Report(
        f"Comparison of {len(result.choice.standings)} runs on {result.data}",
        result.verdict,
        headline(result),
        advice(result),
        tuple(_sections(result, picture)),
    )


def runs_table(result: Result) -> Table:
    """A row for each run, in the order given."""
    rows = tuple(_row(one) for one in result.choice.standings)
    return Table(f"{result.images:,} validation images decide", HEADINGS, rows)


def _row(standing: Standing) -> tuple[str, ...]:
    file, cost = standing.entry.file, standing.entry.cost
    if file is None or cost is None:
        return (standing.entry.name, *("-",) * 5, standing.word)
    return (
        f"{standing.entry.name}, {file.variant}",
        f"{100 * file.accuracy.value:.2f} %",
        f"{100 * file.accuracy.low:.2f}-{100 * file.accuracy.high:.2f}",
        f"{file.size_bytes / KB:,.1f}",
        f"{cost.invoke_ms.median:.3f}",
        ratio_text(cost),
        standing.word,
    )


def _sections(result: Result, picture: Path | None) -> Iterator[Section]:
    table = runs_table(result)
    yield Section(table.title, table)
    if picture:
        address, width = chart_address(picture)
        yield Section("Accuracy against cost", charts=(Chart(address, width, PICTURE_SHOWS),))
    if result.latencies:
        times = _times_table(result.latencies)
        yield Section(times.title, times, sentences=result.latencies.doubts)
    details = tuple(
        f"{one.entry.name}: candidates/{one.entry.folder.name}/conversion.html on its files, and "
        "report.html beside it on what it recognises and what it does not."
        for one in result.choice.standings
    )
    yield Section("Where the details are", sentences=details)


def _times_table(latencies: Latencies) -> Table:
    rows = tuple(
        (
            name,
            f"{times.median:.3f}",
            f"{times.p90:.3f}",
            f"{times.minimum:.3f}",
            f"{times.spread_percent:.0f} %",
            f"{times.count:,}",
        )
        for name, times in latencies.invoke_ms.items()
    )
    title = f"Inference in {latencies.rounds} rounds of turns, in milliseconds"
    return Table(title, ("file", "median", "p90", "min", "spread", "inferences"), rows)
