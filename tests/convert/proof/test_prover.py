from pathlib import Path

import keras
import numpy as np
import pytest

from convert.export.metadata import add_metadata
from convert.export.tflite import to_float32
from convert.proof.device_answers import device_answers
from convert.proof.prover import Prover
from edge_app import Classifier
from edge_app.errors import PipelineError
from edge_app.images import decode_image, fit_to_input
from tests.convert.changing import changed, set_values, weights_of
from tests.drawing import SIDE_PX, draw_shape, write_shapes_folder
from tests.training.small_net import build_small_net
from training.folder_data import load_image_folder
from training.parts import Split

LABELS = ("circle", "square", "triangle", "stripes")


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return build_small_net(class_count=4)


@pytest.fixture(scope="module")
def float32(model: keras.Model) -> bytes:
    return to_float32(model)


@pytest.fixture(scope="module")
def split() -> Split:
    """Forty drawn shapes in memory."""
    random = np.random.default_rng(1)
    labels = np.arange(40) % 4
    images = np.stack([draw_shape(LABELS[label], random) for label in labels])
    return Split(images, labels, tuple(bytes([i]) * 32 for i in range(40)))


def classifier(content: bytes, folder: Path) -> Classifier:
    path = folder / "net.tflite"
    described = add_metadata(content, name="net", description="", version="1", labels=LABELS)
    path.write_bytes(described)
    return Classifier(path)


def test_the_float_file_answers_as_keras_does(
    model: keras.Model, float32: bytes, split: Split, tmp_path: Path
) -> None:
    proof = Prover(model, split).proof({"float32": classifier(float32, tmp_path)})
    comparison = proof.variants["float32"]
    assert proof.refused == {}
    assert proof.keras.count == 40
    assert comparison.accuracy == proof.keras
    assert comparison.agreement.correct == 40
    assert comparison.largest_probability_difference < 1e-5
    assert comparison.calibration_error == pytest.approx(proof.keras_calibration_error, abs=1e-6)


def test_keras_is_asked_once_for_all_proofs_of_a_split(
    model: keras.Model, float32: bytes, split: Split, tmp_path: Path
) -> None:
    class Counted:
        asked = 0

        def predict(self, *arguments: object, **options: object) -> np.ndarray:
            self.asked += 1
            return model.predict(*arguments, **options)

    counted, device = Counted(), classifier(float32, tmp_path)
    prover = Prover(counted, split)
    assert counted.asked == 0
    assert prover.proof({"float32": device}) == prover.proof({"float32": device})
    assert counted.asked == 1


def test_the_proof_begins_at_the_bytes_of_the_users_own_files(
    float32: bytes, tmp_path: Path
) -> None:
    """Photos larger than the net's input, which the device cuts and resizes by its own rule."""
    root = write_shapes_folder(tmp_path / "data", {"circle": 6, "square": 6}, seed=1)
    split = load_image_folder(root, image_size=16, seed=1).train  # Not the size of this net.
    device = classifier(float32, tmp_path)
    answers = device_answers({"net": device}, split).probabilities["net"]
    for path, answer in zip(split.files, answers, strict=True):
        pixels = fit_to_input(decode_image(path.read_bytes()), height=SIDE_PX, width=SIDE_PX)
        assert np.array_equal(answer, device.probabilities(pixels))


def test_a_file_that_gives_no_numbers_is_refused_and_the_others_are_compared(
    model: keras.Model, float32: bytes, split: Split, tmp_path: Path
) -> None:
    def spoil(tree: object) -> None:
        set_values(tree, weights_of(tree, "FULLY_CONNECTED"), lambda values: values * np.nan)

    (tmp_path / "spoilt").mkdir()
    classifiers = {
        "float32": classifier(float32, tmp_path),
        "float16": classifier(changed(float32, spoil), tmp_path / "spoilt"),
    }
    proof = Prover(model, split).proof(classifiers)
    assert list(proof.variants) == ["float32"]
    assert "answer is not a number" in proof.refused["float16"]


def test_a_file_with_another_number_of_classes_is_refused(
    float32: bytes, split: Split, tmp_path: Path
) -> None:
    proof = Prover(build_small_net(class_count=5), split).proof(
        {"float32": classifier(float32, tmp_path)}
    )
    assert proof.variants == {}
    assert "tells 4 classes apart, the Keras model 5" in proof.refused["float32"]


def test_a_keras_model_that_gives_no_numbers_stops_the_proof(split: Split) -> None:
    damaged = build_small_net(class_count=4)
    damaged.get_layer("logits").kernel.assign(np.full((16, 4), np.nan))
    with pytest.raises(PipelineError, match="The Keras model gives probabilities that are not"):
        Prover(damaged, split).proof({})


def test_a_picture_that_goes_missing_before_the_proof_is_named(
    model: keras.Model, float32: bytes, tmp_path: Path
) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 9, "square": 9}, seed=1)
    device = classifier(float32, tmp_path)
    for memory_bytes in (0, 10**9):
        split = load_image_folder(root, image_size=32, seed=1, memory_bytes=memory_bytes).train
        path = split.files[0]
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(PipelineError, match=rf"{path.name} could be read when this command"):
            Prover(model, split).proof({"float32": device})
        path.write_bytes(content)


def test_the_second_proof_compares_with_the_same_answers_of_keras(
    model: keras.Model, float32: bytes, split: Split, tmp_path: Path, other_python: Path
) -> None:
    device = classifier(float32, tmp_path)
    prover = Prover(model, split)
    first, second = (
        prover.proof({"float32": device}),
        prover.second_proof(other_python, {"float32": device.path}),
    )
    assert second.proof.keras == first.keras
    assert second.proof.variants["float32"].agreement.correct == 40
    assert second.proof.variants["float32"].largest_probability_difference < 1e-5
    assert second.runtime in ("tflite-runtime", "ai-edge-litert")
