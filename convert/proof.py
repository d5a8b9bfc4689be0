"""What a TFLite file lost against its Keras parent, measured through the device's own code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from training.batches import evaluation_batch_size, predict
from training.datasets import Split
from training.evaluation import Accuracy, accuracy, top1_accuracy


@dataclass(frozen=True)
class Comparison:
    """A TFLite variant against Keras on the same images.

    ``accuracy_drop_points`` is Keras' accuracy minus the variant's, in percentage points.
    ``agreement`` is the share of images on which both name the same class. The differences are
    between probabilities (0..1), over all images and classes.
    """

    accuracy: Accuracy
    accuracy_drop_points: float
    agreement: Accuracy
    mean_probability_difference: float
    largest_probability_difference: float

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Proof:
    """Keras and its variants on one split."""

    keras: Accuracy
    variants: dict[str, Comparison]


def prove(model: keras.Model, variants: Mapping[str, Classifier], split: Split) -> Proof:
    """Ask the Keras model and every variant about each image of ``split``, and compare."""
    expected = predict(model, split)
    answers = device_probabilities(variants, split)
    comparisons = {name: compare(expected, got, split.labels) for name, got in answers.items()}
    return Proof(top1_accuracy(expected, split.labels), comparisons)


def device_probabilities(
    variants: Mapping[str, Classifier], split: Split
) -> dict[str, NDArray[np.float32]]:
    """Each variant's probabilities (n, classes) for the images of ``split``, read batch by batch.

    Raises PipelineError: a picture can no longer be read.
    """
    answers: dict[str, list[NDArray[np.float32]]] = {name: [] for name in variants}
    batch_size = evaluation_batch_size(split.images.shape)
    for start in range(0, len(split.labels), batch_size):
        for image in split.images[start : start + batch_size]:
            for name, classifier in variants.items():
                answers[name].append(classifier.probabilities(image))
    return {name: np.stack(probabilities) for name, probabilities in answers.items()}


def compare(
    expected: NDArray[np.float32], got: NDArray[np.float32], labels: NDArray[np.int64]
) -> Comparison:
    """Compare probabilities (n, classes) of Keras and of a variant, for true ``labels`` (n,).

    Raises PipelineError: there is a probability that is not a finite number.
    """
    if not (np.isfinite(expected).all() and np.isfinite(got).all()):
        raise PipelineError(
            "The model gives probabilities that are not finite numbers: its weights are damaged. "
            "Train it again."
        )
    keras_accuracy = top1_accuracy(expected, labels)
    variant_accuracy = top1_accuracy(got, labels)
    agreeing = int((expected.argmax(axis=1) == got.argmax(axis=1)).sum())
    differences = np.abs(expected - got)
    return Comparison(
        accuracy=variant_accuracy,
        accuracy_drop_points=100 * (keras_accuracy.value - variant_accuracy.value),
        agreement=accuracy(agreeing, len(labels)),
        mean_probability_difference=float(differences.mean()),
        largest_probability_difference=float(differences.max()),
    )


def failures(proof: Proof, *, max_accuracy_drop_points: float) -> list[str]:
    """One sentence for each variant that lost more accuracy than allowed; none when all pass."""
    return [
        f"{name} lost {comparison.accuracy_drop_points:.2f} points of accuracy against Keras "
        f"({comparison.accuracy} instead of {proof.keras}); "
        f"at most {max_accuracy_drop_points:g} are allowed."
        for name, comparison in proof.variants.items()
        if comparison.accuracy_drop_points > max_accuracy_drop_points
    ]
