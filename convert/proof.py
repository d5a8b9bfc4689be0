"""What a TFLite file lost against its Keras parent, measured through the device's own code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from training.datasets import Split
from training.evaluation import Accuracy, accuracy, top1_accuracy

KERAS_BATCH = 500


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
    expected = keras_probabilities(model, split.images)
    comparisons = {
        name: compare(expected, device_probabilities(classifier, split.images), split.labels)
        for name, classifier in variants.items()
    }
    return Proof(top1_accuracy(expected, split.labels), comparisons)


def keras_probabilities(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Keras' probabilities (n, classes) for uint8 ``images`` (n, height, width, 3), RGB."""
    return np.asarray(model.predict(images, batch_size=KERAS_BATCH, verbose=0), np.float32)


def device_probabilities(classifier: Classifier, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The device's probabilities (n, classes) for uint8 ``images`` (n, height, width, 3), RGB."""
    return np.stack([classifier.probabilities(image) for image in images])


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
