"""The record of the frontier: every entry with all its costs, cheapest first."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from benchmarks.frontier.costs import Counts
from benchmarks.frontier.entries import OURS, Entry

SCHEMA = 1


def entry_report(
    entry: Entry, others: Iterable[Entry], counts: Counts, latencies: dict[str, Any]
) -> dict[str, Any]:
    """An entry with its instructions and its latency, and how it stands beside ``others``."""
    return {
        **asdict(entry),
        "instructions": counts.get(entry.sha256 or "", {}),
        "latency": latencies.get(entry.sha256 or ""),
        "points_above_others": points_above(entry, others) if entry.group == OURS else None,
    }


def points_above(entry: Entry, others: Iterable[Entry]) -> float | None:
    """Percentage points above the most accurate of those ``others`` that cost no more.

    The cost is that in multiply-accumulates. None where no other is as cheap.
    """
    cost = entry.multiply_accumulates
    rivals = [other.accuracy for other in others if other.multiply_accumulates <= cost]
    return round(100 * (entry.accuracy - max(rivals)), 4) if rivals else None


def steps_of(entries: Iterable[dict[str, Any]]) -> list[tuple[int, float]]:
    """The best accuracy (0..1) that each cost buys: only entries that beat all cheaper ones."""
    steps: list[tuple[int, float]] = []
    order = sorted(entries, key=lambda one: (one["multiply_accumulates"], -one["accuracy"]))
    for one in order:
        if not steps or one["accuracy"] > steps[-1][1]:
            steps.append((one["multiply_accumulates"], one["accuracy"]))
    return steps
