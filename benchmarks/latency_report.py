"""The record of a measurement of inference times as plain data: what ``latency.json`` holds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from benchmarks.candidates import Candidate
from benchmarks.inputs import PHOTO_SIZE
from benchmarks.latency import (
    WARM_UP_INVOCATIONS,
    WARM_UP_ROUNDS,
    Effort,
    Settings,
    Steps,
    Visit,
)
from benchmarks.missing import Missing
from benchmarks.summary import median_interval, paired_ratio, precision_percent, summarize
from benchmarks.surroundings import Surroundings
from benchmarks.verdict import precision_doubts, value_doubts

SCHEMA = 2


@dataclass(frozen=True)
class Conditions:
    """Under which a measurement was made, and what ended it. ``benchmark`` is its kind."""

    benchmark: str
    command: str
    effort: Effort
    stopped_by: str
    surroundings: Surroundings


def latency_report(
    candidates: Sequence[Candidate],
    visits: Sequence[Sequence[Visit]],
    settings: Settings,
    *,
    accuracies: Mapping[str, float],
    missing: Missing,
    conditions: Conditions,
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON.

    ``visits`` are those of each candidate, equally many. The first candidate is the reference of
    the ratios. ``accuracies`` (0..1) go by the models' names.
    """
    return {
        "schema": SCHEMA,
        "benchmark": conditions.benchmark,
        "command": conditions.command,
        "settings": _settings(settings, conditions, rounds=len(visits[0])),
        **conditions.surroundings.as_json(
            more_doubts=_doubts(candidates, visits, conditions.effort)
        ),
        "candidates": [
            {
                **_identity(candidate),
                "is_reference": candidate is candidates[0],
                "accuracy": accuracies.get(candidate.name),
                **_times(of_one, reference=visits[0]),
            }
            for candidate, of_one in zip(candidates, visits, strict=True)
        ],
        **missing.as_json(),
    }


def round_medians(visits: Sequence[Visit]) -> list[float]:
    """The median inference of each visit, in milliseconds."""
    return [summarize(visit.invoke_ms).median for visit in visits]


def _settings(settings: Settings, conditions: Conditions, *, rounds: int) -> dict[str, Any]:
    effort = conditions.effort
    return {
        "rounds": rounds,
        "rounds_at_most": effort.rounds,
        "seconds_at_most": effort.seconds,
        "precision_percent": effort.precision,
        "stopped_by": conditions.stopped_by,
        "invocations": settings.invocations,
        "visit_seconds": settings.visit_seconds,
        "files": settings.files,
        "seed": settings.seed,
        "warm_up_rounds": WARM_UP_ROUNDS,
        "warm_up_invocations": WARM_UP_INVOCATIONS,
        "jpeg_height_px": PHOTO_SIZE[0],
        "jpeg_width_px": PHOTO_SIZE[1],
    }


def _doubts(
    candidates: Sequence[Candidate], visits: Sequence[Sequence[Visit]], effort: Effort
) -> list[str]:
    invoke, precision = {}, {}
    for candidate, of_one in zip(candidates, visits, strict=True):
        invoke[candidate.title] = summarize([ms for visit in of_one for ms in visit.invoke_ms])
        precision[candidate.title] = precision_percent(round_medians(of_one))
    found = value_doubts(invoke, rounds=len(visits[0]))
    return [*found, *precision_doubts(precision, wanted=effort.precision)]


def _identity(candidate: Candidate) -> dict[str, Any]:
    height, width = candidate.input_size
    return {
        "name": candidate.name,
        "bytes": candidate.size_bytes,
        "sha256": candidate.sha256,
        "input_height_px": height,
        "input_width_px": width,
        "input_dtype": candidate.input_dtype,
        "runtime": candidate.runtime,
        "threads": candidate.threads,
    }


def _times(visits: Sequence[Visit], *, reference: Sequence[Visit]) -> dict[str, Any]:
    invoke = _summary([ms for visit in visits for ms in visit.invoke_ms])
    medians = round_medians(visits)
    interval = median_interval(medians)
    return {
        "load_ms": _summary([visit.load_ms for visit in visits]),
        "first_inference_ms": _summary([visit.first_ms for visit in visits]),
        "invoke_ms": invoke,
        "median_interval_ms": asdict(interval) if interval else None,
        "precision_percent": _rounded(precision_percent(medians)),
        "inferences_per_second": round(1000 / invoke["median"], 2),
        "ratio_to_reference": asdict(paired_ratio(medians, round_medians(reference))),
        "round_medians_ms": [round(median, 6) for median in medians],
        "files": {image_format: _steps(visits, image_format) for image_format in visits[0].files},
    }


def _steps(visits: Sequence[Visit], image_format: str) -> dict[str, Any]:
    ways = [steps for visit in visits for steps in visit.files[image_format]]
    return {
        field.name: _summary([getattr(way, field.name) for way in ways]) for field in fields(Steps)
    }


def _summary(values_ms: Sequence[float]) -> dict[str, Any]:
    """The summary of some times, rounded to whole nanoseconds, the clock's own unit."""
    return {key: round(value, 6) for key, value in asdict(summarize(values_ms)).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
