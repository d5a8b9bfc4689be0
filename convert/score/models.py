"""The models to score, opened, with the output that stands for each class of the data."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.hints import Hints, open_classifier
from benchmarks.output import without_folders
from convert.score.matching import output_of_each_class
from convert.score.pictures import Pictures
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from edge_app.model_file.graph_cost import graph_cost


@dataclass(frozen=True)
class Contestant:
    """A model, and ``outputs``, int64 (classes of the data,): its place for each of them."""

    classifier: Classifier
    outputs: NDArray[np.int64]

    @property
    def remarks(self) -> tuple[str, ...]:
        """Lines for the user."""
        known, asked = len(self.classifier.labels), len(self.outputs)
        if known == asked:
            return ()
        return (f"It tells {known} classes apart, the data has {asked}; any answer may be given.",)

    def summary(self) -> dict[str, Any]:
        """What a record says of the model beside its score."""
        content = self.classifier.path.read_bytes()
        cost, rule = graph_cost(content), self.classifier.input.rule
        return {
            "file": self.classifier.path.name,
            "bytes": len(content),
            "sha256": self.classifier.info.sha256,
            "multiply_accumulates": cost.multiply_accumulates,
            "arithmetic": cost.arithmetic,
            "classes": len(self.classifier.labels),
            "labels_source": without_folders(self.classifier.label_choice.source),
            "pixels_become": rule.normalization.describe(),
            "pixels_source": rule.source,
            "runtime": f"{self.classifier.runtime.name} {self.classifier.runtime.version}",
        }


def open_contestant(
    path: Path, pictures: Pictures, *, hints: Hints, renamed: Mapping[str, str]
) -> Contestant:
    """Open a model, and match its classes with those of the pictures.

    The hints' class names are for a model that has none, or other ones than the data.

    Raises ModelFileError: it cannot be used, or says too little. PipelineError: its classes cannot
    be matched.
    """
    classifier, needed = open_classifier(path, hints)
    if hints.labels and not needed.labels:
        with suppress(PipelineError):
            return _matched(classifier, pictures, renamed)
        classifier = Classifier(path, labels=hints.labels, input_range=needed.input_range)
    return _matched(classifier, pictures, renamed)


def _matched(classifier: Classifier, pictures: Pictures, renamed: Mapping[str, str]) -> Contestant:
    outputs = output_of_each_class(pictures.class_names, classifier.labels, renamed)
    return Contestant(classifier, outputs)
