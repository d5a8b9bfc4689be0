"""The parts of the data that a net was asked about, and its answers."""

from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.batches import predict
from training.datasets import Dataset, Split
from training.evaluation import Accuracy, cross_entropy, top1_accuracy
from training.report.file_names import TEST, VALIDATION


@dataclass(frozen=True)
class Scored:
    """A part of the data, VALIDATION or TEST, and a net's answers about it, 0..1 (n, classes)."""

    part: str
    split: Split
    probabilities: NDArray[np.float32]

    @property
    def accuracy(self) -> Accuracy:
        return top1_accuracy(self.probabilities, self.split.labels)

    def metrics(self) -> dict[str, Any]:
        """Accuracy and loss, as a training record has them."""
        loss = cross_entropy(self.probabilities, self.split.labels)
        return {"accuracy": asdict(self.accuracy), "loss": loss}


def score(model: keras.Model, dataset: Dataset, *, test: bool) -> list[Scored]:
    """Ask ``model`` about the validation images, and about the test images where ``test`` is set.

    Raises PipelineError: a picture can no longer be read.
    """
    parts = {VALIDATION: dataset.validation, **({TEST: dataset.test} if test else {})}
    return [Scored(part, split, predict(model, split)) for part, split in parts.items()]
