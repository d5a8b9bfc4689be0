"""Does another library run the same net? Times count only where its answers are ours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.inputs import SEED
from edge_app import Classifier
from edge_app.model_output import real_values, to_probabilities

PICTURES = 40
# Integer kernels of different libraries round differently, by a few steps of 1/256 at most here
# and there; kernels of float32 only sum in another order.
QUANTIZED_MEAN_DIFFERENCE = 0.01
QUANTIZED_AGREEMENT = 0.95
FLOAT_LARGEST_DIFFERENCE = 0.001


@dataclass(frozen=True)
class Questions:
    """Pictures, what goes into the net for them, and what our own runtime answers.

    ``tensors`` is (pictures, *input shape) of the model's dtype; ``raw`` is float32, the same
    pictures as RGB, 0..255, (pictures, 1, height, width, 3); ``probabilities`` is float32
    (pictures, classes).
    """

    tensors: NDArray[np.generic]
    raw: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def ask_ours(classifier: Classifier) -> Questions:
    """The questions for a model, with our own answers."""
    pictures = drawn_pictures(classifier.input_size)
    return Questions(
        tensors=np.stack([classifier.input.tensor(picture) for picture in pictures]),
        raw=np.stack([picture[np.newaxis].astype(np.float32) for picture in pictures]),
        probabilities=np.stack([classifier.probabilities(picture) for picture in pictures]),
    )


def drawn_pictures(size: tuple[int, int]) -> list[NDArray[np.uint8]]:
    """PICTURES of random patches, from coarse to single pixels: uint8 (height, width, 3) each."""
    random = np.random.default_rng(SEED)
    pictures = []
    for i in range(PICTURES):
        patch = (16, 8, 4, 1)[i % 4]
        rows, columns = (-(-length // patch) for length in size)
        colors = random.integers(0, 256, (rows, columns, 3), np.uint8)
        pictures.append(colors.repeat(patch, 0).repeat(patch, 1)[: size[0], : size[1]])
    return pictures


def their_probabilities(
    classifier: Classifier, outputs: NDArray[np.generic]
) -> NDArray[np.float32]:
    """Outputs of the same net in another library, (pictures, classes), as probabilities."""
    rule, tensor = classifier.output_rule, classifier.output
    return np.stack([to_probabilities(real_values(tensor, output), rule) for output in outputs])


def difference(
    ours: NDArray[np.float32], theirs: NDArray[np.float32], *, quantized: bool
) -> str | None:
    """What differs too much between answers, float32 (pictures, classes); None if nothing does."""
    if ours.shape != theirs.shape:
        return f"its answers have the shape {theirs.shape}, expected {ours.shape}"
    apart = np.abs(ours - theirs)
    same = int((ours.argmax(axis=1) == theirs.argmax(axis=1)).sum())
    labels = f"{same} of {len(ours)} labels are ours"
    if quantized:
        too_far = apart.mean() > QUANTIZED_MEAN_DIFFERENCE
        if too_far or same < QUANTIZED_AGREEMENT * len(ours):
            return f"{labels}, and its probabilities are {apart.mean():.3f} off on average"
    elif not apart.max() <= FLOAT_LARGEST_DIFFERENCE:
        return f"{labels}, and its probabilities are up to {apart.max():.3f} off"
    return None
