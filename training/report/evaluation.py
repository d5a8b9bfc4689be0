"""A trained net's evaluation: facts and advice, gathered for the page and for a script."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from edge_app.errors import PipelineError
from training.checkpoint import History
from training.datasets import Dataset
from training.evaluation import Accuracy, accuracy
from training.report.advice import advice
from training.report.evidence import Evidence
from training.report.file_names import TEST, VALIDATION
from training.report.scored import Scored
from training.report.split_facts import SplitFacts, split_facts

SCHEMA = 1
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Evaluation:
    """What is known of a run: its ``record``, the facts of the scored parts, and the advice.

    ``training_images`` are those of each class. ``remarks`` are lines on the data and the figures.
    """

    record: Mapping[str, Any]
    class_names: tuple[str, ...]
    training_images: tuple[int, ...]
    parts: dict[str, SplitFacts]
    advice: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def published(self) -> dict[str, Accuracy]:
        """The accuracy of each part as it is in the record."""
        return published(self.record)

    @property
    def history(self) -> History | None:
        return history(self.record)

    @property
    def confidence(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.record.get("confidence")
        return found


def evaluate(
    record: Mapping[str, Any],
    dataset: Dataset,
    scored: Sequence[Scored],
    *,
    remarks: tuple[str, ...] = (),
) -> Evaluation:
    """The evaluation of a run with this training ``record``; the validation part comes first.

    Raises PipelineError: a part is empty, or its answers are no probabilities of the classes.
    """
    names = dataset.class_names
    parts = {one.part: split_facts(one.part, one.split, one.probabilities, names) for one in scored}
    counts = tuple(np.bincount(dataset.train.labels, minlength=len(names)).tolist())
    evidence = Evidence(
        facts=parts[VALIDATION],
        class_names=names,
        training_images=counts,
        history=history(record),
        kept_epoch=record.get("kept_epoch", 0) - 1,
        drawn_folder=bool(dataset.validation.files and dataset.drawn),
        test=published(record).get(TEST),
        calibrated=_is_calibrated(record.get("confidence")),
    )
    remarks = (*dataset.remarks, *remarks)
    return Evaluation(record, names, counts, parts, advice(evidence), remarks)


def _is_calibrated(confidence: Mapping[str, Any] | None) -> bool:
    return confidence is not None and not confidence.get("temperature_reason")


def published(record: Mapping[str, Any]) -> dict[str, Accuracy]:
    """The accuracy of each part of which ``record`` has one.

    Raises PipelineError: one is without its counts.
    """
    found = {part: record["metrics"].get(part) for part in (VALIDATION, TEST)}
    try:
        return {
            part: accuracy(one["accuracy"]["correct"], one["accuracy"]["count"])
            for part, one in found.items()
            if one
        }
    except (KeyError, TypeError, ValueError) as error:
        raise PipelineError(
            "The metrics in training.json are not those that a training writes: expected the "
            f"counts of right answers and of images ({error})."
        ) from error


def history(record: Mapping[str, Any]) -> History | None:
    """The curves of a record, with a value per epoch; None where they are not all there."""
    curves, kept = record.get("curves"), record.get("kept_epoch")
    if not isinstance(curves, dict) or not isinstance(kept, int):
        return None
    lengths = {len(curves.get(name) or ()) for name in CURVES}
    return curves if len(lengths) == 1 and 1 <= kept <= lengths.pop() else None


def evaluation_json(evaluation: Evaluation, *, made: Mapping[str, Any]) -> dict[str, Any]:
    """All of it, ready for JSON: what ``evaluation.json`` holds. ``made`` is the environment."""
    record = evaluation.record
    return {
        "schema": SCHEMA,
        "recipe": record["recipe"]["name"],
        "data": record["data"],
        "training_images": dict(
            zip(evaluation.class_names, evaluation.training_images, strict=True)
        ),
        "published": {part: asdict(reached) for part, reached in evaluation.published.items()},
        "parts": {part: asdict(facts) for part, facts in evaluation.parts.items()},
        "confidence": evaluation.confidence,
        "advice": list(evaluation.advice),
        "remarks": list(evaluation.remarks),
        "made": made,
    }
