"""The comparison as plain data, and as a table."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.compare.change import (
    Change,
    judged,
    ratio_in_one_run,
    ratio_of_ratios,
    ratio_of_runs,
)
from benchmarks.compare.partners import Pair, named, nearest
from benchmarks.compare.series import Series
from benchmarks.tables import Table

Entry = dict[str, Any]
YARDSTICK = "the yardstick"
HEADINGS = {
    "latency": ("model", "runtime", "threads"),
    "peers": ("model", "runtime", "threads"),
    "memory": ("way",),
    "http": ("service", "picture", "clients"),
}


def changes_of_runs(pairs: Sequence[Pair], *, noise_percent: float) -> list[Entry]:
    """One entry for each series that two results have."""
    return [
        _entry(
            before,
            after,
            judged(ratio_of_runs(before, after), before.quantity, noise_percent=noise_percent),
        )
        for before, after in pairs
    ]


def relative_changes(
    pairs: Sequence[Pair], yardsticks: Sequence[Pair], *, noise_percent: float
) -> list[Entry]:
    """One entry for each series that two results have, relative to its nearest yardstick.

    The yardsticks themselves show their own ratio, and no verdict. What is counted is certain
    without one.
    """
    others = {(one.key, one.quantity): other for one, other in yardsticks}
    entries = []
    for before, after in pairs:
        ratio = ratio_of_runs(before, after)
        if (before.key, before.quantity) in others:
            entries.append(_entry(before, after, Change(ratio, YARDSTICK)))
            continue
        yardstick = nearest(before, [one for one, _ in yardsticks])
        if before.rounds:
            other = others[yardstick.key, yardstick.quantity]
            ratio = ratio_of_ratios(before, yardstick, after, other)
        found = judged(ratio, before.quantity, noise_percent=noise_percent)
        entries.append({**_entry(before, after, found), "relative_to": yardstick.title})
    return entries


def changes_in_one_run(
    series: Sequence[Series], first: str, second: str, *, noise_percent: float
) -> list[Entry]:
    """One entry for each series of the candidates that hold ``second``, beside its nearest one of
    those that hold ``first``.

    Raises PipelineError: there are none, or it is not clear which.
    """
    entries = []
    for after in named(series, second):
        others = [one for one in named(series, first) if one.key != after.key]
        before = nearest(after, others)
        ratio = ratio_in_one_run(before, after)
        found = judged(ratio, after.quantity, noise_percent=noise_percent)
        entries.append({**_entry(before, after, found), "beside": before.title})
    return entries


def table(report: Entry) -> Table:
    """One row for each entry of a comparison."""
    kind, entries = report["kind"], report["changes"]
    beside = ("beside",) if any("beside" in entry for entry in entries) else ()
    ratio = "B / A, relative (95 %)" if report["relative_to"] else "B / A (95 %)"
    headings = (*HEADINGS[kind], *beside, "quantity", "A", "B", ratio, "verdict")
    return Table("Change", headings, tuple(_row(entry, bool(beside)) for entry in entries))


def _entry(before: Series, after: Series, found: Change) -> Entry:
    return {
        "candidate": list(after.key),
        "quantity": after.quantity.name,
        "unit": after.quantity.unit,
        "before": round(before.value, 6),
        "after": round(after.value, 6),
        "ratio": asdict(found.ratio),
        "word": found.word,
        "is_worse": found.is_worse,
    }


def _row(entry: Entry, beside: bool) -> tuple[str, ...]:
    ratio = entry["ratio"]
    interval = "no interval" if ratio["low"] is None else f"{ratio['low']:.3f}-{ratio['high']:.3f}"
    return (
        *entry["candidate"],
        *([entry["beside"]] if beside else []),
        f"{entry['quantity']}, {entry['unit']}",
        f"{entry['before']:.3f}",
        f"{entry['after']:.3f}",
        f"{ratio['value']:.3f} ({interval})",
        entry["word"],
    )
