"""The record of a conversion: one NAME.json for the Keras parent and all its variants."""

import hashlib
from dataclasses import asdict
from typing import Any

from convert.candidates import Candidate
from convert.confidence.variant_confidence import VariantConfidence
from convert.data.calibration import Calibration
from convert.outcome import Outcome
from convert.proof.prover import Proof
from convert.report.advice import advice
from convert.variants import file_names
from edge_app.runtime import Runtime
from training.record import environment

SCHEMA = 4


def conversion_record(
    outcome: Outcome,
    *,
    labels: tuple[str, ...],
    data: dict[str, Any],
    training: dict[str, Any] | None,
    keras: dict[str, Any],
    calibration: Calibration | None,
    golden_samples: dict[str, dict[str, Any]],
    runtime: Runtime | None,
) -> dict[str, Any]:
    """Everything that is known of a conversion, ready for JSON; docs/conversion.md lists it all.

    ``data`` and ``keras`` describe the images and the Keras file, ``training`` is the record of
    the training where there is one, ``golden_samples`` are by variant. ``calibration`` is that of
    the int8 file, or the one that was tried last; None where no variant needed one.
    """
    return {
        "schema": SCHEMA,
        "name": outcome.name,
        "labels": list(labels),
        "verdict": outcome.verdict,
        "recommended": outcome.recommended,
        "advice": list(advice(outcome)),
        "asked": list(outcome.asked),
        "confidence": outcome.temperature.summary(),
        "keras": {**keras, **_keras_figures(outcome)},
        "variants": {
            variant: {
                **_variant(outcome, variant, candidate),
                "golden_samples": golden_samples.get(variant),
            }
            for variant, candidate in outcome.chosen.items()
        },
        "gate": {
            "decided_on": "validation",
            "passed": outcome.verdict == "passed",
            "asked_limits": asdict(outcome.thresholds),
        },
        "candidates": [_candidate(one) for one in outcome.candidates],
        "layers": [asdict(layer) for layer in outcome.layers],
        "calibration": calibration and calibration.summary(),
        "latency": outcome.latencies and outcome.latencies.summary(),
        "runtime": runtime and {"name": runtime.name, "version": runtime.version},
        "second_runtime": _second_runtime(outcome),
        "data": data,
        "converted": environment(),
        "training": training,
    }


def described_file(file_name: str, content: bytes) -> dict[str, Any]:
    """Name, size and SHA-256 of a file."""
    return {
        "file": file_name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _keras_figures(outcome: Outcome) -> dict[str, Any]:
    validation = _keras_part(
        outcome.keras, outcome.temperature.error_before, outcome.keras_calibration_error
    )
    if outcome.test is None:
        return {"validation": validation}
    test, before = outcome.test, outcome.keras_test_error_before
    return {
        "validation": validation,
        "test": _keras_part(test.keras, before, test.keras_calibration_error),
    }


def _keras_part(accuracy: Any, before: float | None, after: float) -> dict[str, Any]:
    return {
        "accuracy": asdict(accuracy),
        "calibration_error_before": before,
        "calibration_error": after,
    }


def _variant(outcome: Outcome, variant: str, candidate: Candidate) -> dict[str, Any]:
    measured = candidate.measured
    if measured is None:
        raise ValueError(f"{variant} passed, but was not measured")
    return {
        **described_file(file_names(outcome.name)[variant], measured.content),
        "validation": measured.comparison.summary(),
        "test": _part(outcome.test, variant),
        "confidence": _confidence(outcome, variant, measured.confidence),
        "second_runtime": _second_part(outcome, variant),
        "verdict": candidate.verdict.summary(),
        "calibration_images": candidate.calibration and len(candidate.calibration.images),
        "extremes": measured.extremes and measured.extremes.summary(),
    }


def _confidence(outcome: Outcome, variant: str, found: VariantConfidence) -> dict[str, Any]:
    """Thresholds and what they come to: on the validation images, by which they are fitted, and
    under ``test``; and the calibration error on the validation images without the temperature."""
    names, test = outcome.class_names, outcome.sure_on_test.get(variant)
    return {
        "calibration_error_before": found.error_before,
        **found.figures.summary(names),
        "test": test and test.summary_on_other_images(names),
    }


def _part(proof: Proof | None, variant: str) -> dict[str, Any] | None:
    """The figures of a variant; those of one that the runtime refuses are its reason."""
    if proof is None:
        return None
    if variant in proof.refused:
        return {"refused": proof.refused[variant]}
    return proof.variants[variant].summary()


def _second_part(outcome: Outcome, variant: str) -> dict[str, Any]:
    """The figures of a variant in the second runtime, and the verdict there; empty without one."""
    parts = {part: _part(second.proof, variant) for part, second in outcome.second.items()}
    verdicts = {"verdict": outcome.second_verdicts[variant].summary()} if parts else {}
    return {**parts, **verdicts}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    """What was tried: the figures of one that failed stand nowhere else."""
    measured = candidate.measured
    figures = None if measured is None else measured.comparison.summary()
    return {
        "variant": candidate.variant,
        "calibration_images": candidate.calibration and len(candidate.calibration.images),
        "bytes": measured and len(measured.content),
        "verdict": candidate.verdict.summary(),
        "validation": None if candidate.verdict.passed else figures,
    }


def _second_runtime(outcome: Outcome) -> dict[str, str] | None:
    second = next(iter(outcome.second.values()), None)
    if second is None:
        return None
    return {"name": second.runtime, "version": second.version}
