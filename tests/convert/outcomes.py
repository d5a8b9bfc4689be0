"""Outcomes of conversions without a conversion: answers that are made here, real comparisons."""

from typing import Any

import numpy as np

from convert.candidates import Candidate, Measured
from convert.gate import Thresholds, judge
from convert.outcome import Outcome
from convert.proof.comparison import Comparison, compare
from convert.proof.prover import Proof, SecondProof
from training.evaluation import accuracy

CLASSES = ("cat", "dog")
COUNT = 1000


def comparison(lost: int, *, count: int = COUNT) -> Comparison:
    """Of ``count`` images Keras answers all rightly, and the file all but ``lost``."""
    labels = np.arange(count) % 2
    right = np.eye(2, dtype=np.float32)[labels]
    got = right.copy()
    got[:lost] = got[:lost, ::-1]
    return compare(right, got, labels)


def candidate(
    variant: str, *, lost: int = 0, count: int = COUNT, thresholds: Thresholds | None = None
) -> Candidate:
    found = comparison(lost, count=count)
    verdict = judge(
        variant,
        found,
        size_bytes=1000,
        class_counts=[count // 2, count - count // 2],
        class_names=CLASSES,
        thresholds=thresholds or Thresholds(),
    )
    classifier: Any = None  # Nobody asks it here.
    return Candidate(variant, verdict, None, Measured(b"x" * 1000, None, classifier, found, None))


def outcome(*candidates: Candidate, count: int = COUNT, **more: Any) -> Outcome:
    """What ``candidates`` come to, all of which were asked for unless ``asked`` is given."""
    asked = tuple(dict.fromkeys(one.variant for one in candidates))
    defaults = {"name": "net", "asked": asked, "thresholds": Thresholds()}
    keras = {"keras": accuracy(count, count), "keras_calibration_error": 0.0}
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
