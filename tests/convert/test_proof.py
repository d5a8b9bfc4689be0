from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convert.metadata import add_metadata
from convert.parent import Parent
from convert.proof import Proof, compare, failures, prove
from convert.tflite import to_float32
from edge_app import Classifier
from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.datasets import Dataset, Images
from training.evaluation import accuracy
from training.folder_data import load_image_folder

LABELS = np.array([0, 1, 1, 0])
EXPECTED = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]], np.float32)


def test_an_identical_answer_loses_nothing() -> None:
    comparison = compare(EXPECTED, EXPECTED, LABELS)
    assert comparison.accuracy.value == 1.0
    assert comparison.accuracy_drop_points == 0.0
    assert comparison.agreement.correct == 4
    assert comparison.largest_probability_difference == 0.0


def test_a_changed_answer_is_counted_against_keras_and_against_the_truth() -> None:
    got = EXPECTED.copy()
    got[2] = (0.6, 0.4)
    comparison = compare(EXPECTED, got, LABELS)
    assert comparison.accuracy.correct == 3
    assert comparison.accuracy_drop_points == pytest.approx(25)
    assert comparison.agreement.correct == 3
    assert comparison.largest_probability_difference == pytest.approx(0.2)
    assert comparison.mean_probability_difference == pytest.approx(0.05)


def test_a_better_answer_than_keras_is_a_negative_drop() -> None:
    worse = EXPECTED.copy()
    worse[0] = (0.1, 0.9)
    assert compare(worse, EXPECTED, LABELS).accuracy_drop_points == pytest.approx(-25)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_probabilities_that_are_no_numbers_are_refused(number: float) -> None:
    damaged = EXPECTED.copy()
    damaged[1, 1] = number
    for expected, got in ((damaged, EXPECTED), (EXPECTED, damaged), (damaged, damaged)):
        with pytest.raises(PipelineError, match="not finite numbers"):
            compare(expected, got, LABELS)


def test_the_limit_itself_passes_and_more_fails_by_name() -> None:
    got = EXPECTED.copy()
    got[2] = (0.6, 0.4)
    proof = Proof(accuracy(4, 4), {"int8": compare(EXPECTED, got, LABELS)})
    assert failures(proof, max_accuracy_drop_points=25) == []
    (sentence,) = failures(proof, max_accuracy_drop_points=24.9)
    assert sentence.startswith("int8 lost 25.00 points of accuracy against Keras")


class CountedImages:
    """Images that remember how many were asked for at a time."""

    def __init__(self, images: Images, shape: tuple[int, ...]) -> None:
        self._images = images
        self.shape = shape
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, indices: Any) -> np.ndarray:
        found = self._images[indices]
        self.asked.append(len(found))
        return found


@pytest.fixture
def variants(parent: Parent, dataset: Dataset, tmp_path: Path) -> dict[str, Classifier]:
    content = to_float32(parent.model)
    labels = dataset.class_names
    path = tmp_path / "net.float32.tflite"
    path.write_bytes(
        add_metadata(content, name="net", description="A net.", version="1", labels=labels)
    )
    return {"float32": Classifier(path)}


def test_images_are_read_in_batches_and_the_proof_is_the_same(
    parent: Parent, dataset: Dataset, variants: dict[str, Classifier]
) -> None:
    large = (300, 200, 200, 3)  # Of so large images, batches hold 52.
    images = CountedImages(dataset.validation.images, large)
    split = replace(dataset.validation, images=images)
    proof = prove(parent.model, variants, split)
    assert max(images.asked) == 52
    assert sum(images.asked) >= 600
    plain = prove(parent.model, variants, dataset.validation)
    assert proof.keras == plain.keras
    assert proof.variants["float32"].accuracy == plain.variants["float32"].accuracy
    assert proof.variants["float32"].agreement.value == 1.0


def test_a_picture_that_goes_missing_before_the_proof_is_named(
    parent: Parent, variants: dict[str, Classifier], tmp_path: Path
) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 9, "square": 9}, seed=1)
    split = load_image_folder(root, image_size=32, seed=1, memory_bytes=0).train
    for path in (root / "circle").iterdir():
        path.unlink()
    with pytest.raises(PipelineError, match=r"circle.*could be read when this command began"):
        prove(parent.model, variants, split)
