"""The record of a measurement of the camera as plain data: what ``camera.json`` holds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.camera.measure import ALONE, DRAWN, LABELS, LOOP, VIEWED, Measured
from benchmarks.candidates import Candidate
from benchmarks.missing import Missing
from benchmarks.summary import Summary, median_interval, paired_ratio, summarize
from benchmarks.surroundings import Surroundings
from benchmarks.turns import FEWEST_ROUNDS, WARM_UP_ROUNDS
from benchmarks.verdict import spread_doubts

SCHEMA = 1
# What the app promises: so much of the rate alone is left with all viewers.
PROMISED_SHARE = 0.95


def camera_report(
    measured: Measured,
    *,
    missing: Missing,
    settings: Mapping[str, Any],
    model: Candidate,
    command: str,
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON. What failed is None in it."""
    visits = measured.visits
    rounds = min(len(values) for values in visits.values())
    return {
        "schema": SCHEMA,
        "benchmark": "camera",
        "command": command,
        "settings": {**settings, "rounds_measured": rounds, "warm_up_rounds": WARM_UP_ROUNDS},
        "model": {"name": model.name, "sha256": model.sha256, "runtime": model.runtime},
        **surroundings.as_json(more_doubts=_doubts(measured, rounds)),
        "label_ms": _labels(visits[LABELS]) if LABELS in visits else None,
        "drawn_ms": _labels(visits[DRAWN]) if DRAWN in visits else None,
        "loop_us": _of_rounds(_firsts(visits[LOOP])) if LOOP in visits else None,
        "frames_per_second": _rates(visits),
        **missing.as_json(),
    }


def _labels(rounds: Sequence[list[float]]) -> dict[str, Any]:
    """Quantiles over all labels; the interval is that of the rounds' medians."""
    medians = [summarize(values).median for values in rounds]
    interval = median_interval(medians)
    return {
        **_rounded(summarize([value for values in rounds for value in values])),
        "interval": asdict(interval) if interval else None,
        "round_medians": [round(value, 3) for value in medians],
    }


def _rates(visits: Mapping[str, Sequence[list[float]]]) -> dict[str, Any]:
    found: dict[str, Any] = {"alone": None, "with_viewers": None, "ratio": None, "seen": None}
    if ALONE in visits:
        found["alone"] = _of_rounds(_firsts(visits[ALONE]))
    if VIEWED in visits:
        found["with_viewers"] = _of_rounds(_firsts(visits[VIEWED]))
        # The one who saw least in a round counts: a mean would hide who was left behind.
        found["seen"] = _of_rounds([min(values[1:]) for values in visits[VIEWED]])
    if ALONE in visits and VIEWED in visits:
        pairs = zip(_firsts(visits[VIEWED]), _firsts(visits[ALONE]), strict=False)
        viewed, alone = zip(*pairs, strict=True)
        found["ratio"] = asdict(paired_ratio(viewed, alone))
    return found


def _doubts(measured: Measured, rounds: int) -> list[str]:
    visits = measured.visits
    summaries: dict[str, Summary] = {}
    for name in (LABELS, DRAWN):
        if name in visits:
            summaries[name] = summarize([summarize(values).median for values in visits[name]])
    for name in (LOOP, ALONE, VIEWED):
        if name in visits:
            summaries[name] = summarize(_firsts(visits[name]))
    found = spread_doubts(summaries)
    if rounds < FEWEST_ROUNDS:
        found.append(f"A 95 % interval takes {FEWEST_ROUNDS} rounds; there were {rounds}.")
    return found


def _firsts(rounds: Sequence[list[float]]) -> list[float]:
    return [values[0] for values in rounds]


def _of_rounds(values: Sequence[float]) -> dict[str, Any]:
    interval = median_interval(values)
    return {
        **_rounded(summarize(values)),
        "interval": asdict(interval) if interval else None,
        "rounds": [round(value, 3) for value in values],
    }


def _rounded(summary: Summary) -> dict[str, Any]:
    return {key: round(value, 3) for key, value in asdict(summary).items()}
