"""The record of a measurement of memory and start as plain data: what ``memory.json`` holds."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.memory.starts import Start, Way
from benchmarks.missing import Missing
from benchmarks.summary import interval_rank, paired_ratio, summarize
from benchmarks.surroundings import Surroundings
from benchmarks.turns import WARM_UP_ROUNDS
from benchmarks.verdict import spread_doubts

SCHEMA = 2
MEASURES = ("first_answer_ms", "total_ms", "peak_rss_bytes")


def memory_report(
    ways: Sequence[Way],
    starts: Mapping[str, Sequence[Start]],
    *,
    missing: Missing,
    settings: Mapping[str, Any],
    command: str,
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON.

    ``starts`` holds those of each way by its name; the first of them is the reference.
    """
    measured = [way for way in ways if starts.get(way.name)]
    rounds = min(len(starts[way.name]) for way in measured)
    doubts = spread_doubts(
        {
            f"{way.name}, first answer": summarize(_values(starts[way.name], "first_answer_ms"))
            for way in measured
        }
    )
    if len(measured) > 1 and not interval_rank(rounds):
        doubts.append(f"A 95 % interval of a ratio takes 6 rounds; there were {rounds}.")
    return {
        "schema": SCHEMA,
        "benchmark": "memory",
        "command": command,
        "settings": {**settings, "rounds_measured": rounds, "warm_up_rounds": WARM_UP_ROUNDS},
        **surroundings.as_json(more_doubts=doubts),
        "ways": [
            _entry(way, starts[way.name], reference=starts[measured[0].name]) for way in measured
        ],
        **missing.as_json(),
    }


def _entry(way: Way, starts: Sequence[Start], *, reference: Sequence[Start]) -> dict[str, Any]:
    distributions = way.environment.distributions
    return {
        "name": way.name,
        "library": way.library,
        "python": way.environment.python_version,
        "model": way.model.name if way.model else None,
        "model_bytes": way.model.stat().st_size if way.model else None,
        "model_sha256": _sha256(way),
        "is_reference": starts is reference,
        **{name: _summary(_values(starts, name)) for name in MEASURES},
        "rounds": {name: [round(value, 3) for value in _values(starts, name)] for name in MEASURES},
        "ratio_to_reference": {
            name: asdict(paired_ratio(_values(starts, name), _values(reference, name)))
            for name in MEASURES
        },
        "installed_bytes": sum(item.bytes for item in distributions),
        "installed": [asdict(item) for item in distributions],
    }


def _values(starts: Sequence[Start], name: str) -> list[float]:
    return [float(getattr(start, name)) for start in starts]


def _summary(values: Sequence[float]) -> dict[str, Any]:
    return {key: round(value, 3) for key, value in asdict(summarize(values)).items()}


def _sha256(way: Way) -> str | None:
    return hashlib.sha256(way.model.read_bytes()).hexdigest() if way.model else None
