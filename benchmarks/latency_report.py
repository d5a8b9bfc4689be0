"""The record of a latency measurement as plain data: what ``latency.json`` holds."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from benchmarks.candidates import Candidate
from benchmarks.inputs import PHOTO_SIZE
from benchmarks.latency import WARM_UP_INVOCATIONS, WARM_UP_ROUNDS, Settings, Steps, Visit
from benchmarks.machine import Machine, MachineState
from benchmarks.summary import paired_ratio, summarize
from benchmarks.verdict import reasons_for_doubt

SCHEMA = 1


def latency_report(
    candidates: Sequence[Candidate],
    visits: Sequence[Sequence[Visit]],
    settings: Settings,
    *,
    accuracies: dict[str, float],
    failed: dict[str, str],
    command: str,
    machine: Machine,
    start: MachineState,
    end: MachineState,
) -> dict[str, Any]:
    """Everything that is known of a measurement, ready for JSON.

    ``visits`` are those of each candidate. The first candidate is the reference of the ratios.
    ``accuracies`` (0..1) and ``failed`` (reasons) go by the models' names.
    """
    invoke = {
        candidate.name: summarize([ms for visit in of_model for ms in visit.invoke_ms])
        for candidate, of_model in zip(candidates, visits, strict=True)
    }
    doubts = reasons_for_doubt(
        invoke, rounds=settings.rounds, cores=machine.cores, start=start, end=end
    )
    return {
        "schema": SCHEMA,
        "benchmark": "latency",
        "command": command,
        "settings": {
            **asdict(settings),
            "warm_up_rounds": WARM_UP_ROUNDS,
            "warm_up_invocations": WARM_UP_INVOCATIONS,
            "jpeg_height_px": PHOTO_SIZE[0],
            "jpeg_width_px": PHOTO_SIZE[1],
        },
        "machine": asdict(machine),
        "start": asdict(start),
        "end": asdict(end),
        "stable": not doubts,
        "warnings": doubts,
        "models": [
            {
                **_identity(candidate),
                "is_reference": candidate is candidates[0],
                "accuracy": accuracies.get(candidate.name),
                **_times(of_model, reference=visits[0]),
            }
            for candidate, of_model in zip(candidates, visits, strict=True)
        ],
        "failed": [{"name": name, "reason": reason} for name, reason in failed.items()],
    }


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
    }


def _times(visits: Sequence[Visit], *, reference: Sequence[Visit]) -> dict[str, Any]:
    invoke = _summary([ms for visit in visits for ms in visit.invoke_ms])
    return {
        "load_ms": _summary([visit.load_ms for visit in visits]),
        "first_inference_ms": _summary([visit.first_ms for visit in visits]),
        "invoke_ms": invoke,
        "inferences_per_second": round(1000 / invoke["median"], 2),
        "ratio_to_reference": asdict(
            paired_ratio(_round_medians(visits), _round_medians(reference))
        ),
        "round_medians_ms": [round(median, 6) for median in _round_medians(visits)],
        "files": {image_format: _steps(visits, image_format) for image_format in visits[0].files},
    }


def _round_medians(visits: Sequence[Visit]) -> list[float]:
    return [summarize(visit.invoke_ms).median for visit in visits]


def _steps(visits: Sequence[Visit], image_format: str) -> dict[str, Any]:
    ways = [steps for visit in visits for steps in visit.files[image_format]]
    return {
        field.name: _summary([getattr(way, field.name) for way in ways]) for field in fields(Steps)
    }


def _summary(values_ms: Sequence[float]) -> dict[str, Any]:
    """The summary of some times, rounded to whole nanoseconds, the clock's own unit."""
    return {key: round(value, 6) for key, value in asdict(summarize(values_ms)).items()}
