"""Outcomes of conversions without a conversion: answers that are made here, real comparisons."""

from typing import Any

import numpy as np

from convert.candidates import Candidate, Measured
from convert.confidence.applied_temperature import AppliedTemperature
from convert.confidence.variant_confidence import VariantConfidence
from convert.gate import Thresholds, judge
from convert.outcome import Outcome
from convert.proof.comparison import Comparison, compare
from convert.proof.prover import Proof, SecondProof
from training.confidence.figures import fitted_figures
from training.evaluation import accuracy

CLASSES = ("cat", "dog")
COUNT = 1000


def comparison(lost: int, *, count: int = COUNT) -> Comparison:
    """Of ``count`` images Keras answers all rightly, and the file all but ``lost``."""
    (right, labels), (got, _) = answers(0, count=count), answers(lost, count=count)
    return compare(right, got, labels)


def answers(lost: int, *, count: int = COUNT) -> tuple[np.ndarray, np.ndarray]:
    """Certain probabilities of which the first ``lost`` are of the wrong class, and the labels."""
    labels = np.arange(count) % 2
    got = np.eye(2, dtype=np.float32)[labels]
    got[:lost] = got[:lost, ::-1]
    return got, labels


def confidence(lost: int, *, count: int = COUNT) -> VariantConfidence:
    """Thresholds for 95 %, and two pictures of nothing known, of one of which the file is sure."""
    got, labels = answers(lost, count=count)
    unknown = {"stripes": np.array([[1, 0], [0.4, 0.6]], np.float32)}
    return VariantConfidence(
        fitted_figures(got, labels, precision=0.95, unknown=unknown), error_before=0.25
    )


def candidate(
    variant: str, *, lost: int = 0, count: int = COUNT, thresholds: Thresholds | None = None
) -> Candidate:
    found = comparison(lost, count=count)
    classifier: Any = None  # Nobody asks it here.
    measured = Measured(b"x" * 1000, None, classifier, found, None, confidence(lost, count=count))
    verdict = judge(
        variant,
        found,
        size_bytes=1000,
        class_counts=[count // 2, count - count // 2],
        class_names=CLASSES,
        thresholds=thresholds or Thresholds(),
    )
    return Candidate(variant, verdict, None, measured)


def outcome(*candidates: Candidate, count: int = COUNT, **more: Any) -> Outcome:
    """What ``candidates`` come to, all of which were asked for unless ``asked`` is given."""
    asked = tuple(dict.fromkeys(one.variant for one in candidates))
    defaults = {"name": "net", "asked": asked, "thresholds": Thresholds(), "class_names": CLASSES}
    keras = {"keras": accuracy(count, count), "keras_calibration_error": 0.0}
    temperature = AppliedTemperature(temperature=1.5, origin="fitted", error_before=0.125)
    defaults["temperature"] = temperature
    return Outcome(**{**defaults, **keras, "candidates": candidates, **more})


def proof(count: int = COUNT, **lost: int) -> Proof:
    """A proof in which each variant loses so many images."""
    found = {variant: comparison(number, count=count) for variant, number in lost.items()}
    return Proof(accuracy(count, count), 0.0, found)


def in_second_runtime(**lost: int) -> dict[str, Any]:
    """What an outcome holds of another runtime, in which each variant loses so many images."""
    second = SecondProof("tflite-runtime", "2.14.0", proof(**lost))
    verdicts = {
        variant: candidate(f"{variant} in tflite-runtime 2.14.0", lost=number).verdict
        for variant, number in lost.items()
    }
    return {"second": {"validation": second, "test": second}, "second_verdicts": verdicts}
