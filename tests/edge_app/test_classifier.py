import io
import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app import Classifier, ImageError, ModelFileError


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (48, 64, 3), np.uint8)


def test_the_default_model_says_what_it_is(classifier: Classifier) -> None:
    assert classifier.input_size == (32, 32)
    assert classifier.labels[3] == "cat"
    assert len(classifier.labels) == 10
    assert classifier.input.rule.normalization.range == (0, 255)
    assert classifier.output_rule.kind == "probabilities"


def test_the_runtime_is_the_one_that_this_environment_is_for(classifier: Classifier) -> None:
    assert classifier.runtime.name == os.environ.get("EXPECTED_RUNTIME", "ai-edge-litert")


def test_predictions_are_ordered_and_their_probabilities_add_up(
    classifier: Classifier, picture: np.ndarray
) -> None:
    predictions = classifier.classify(picture, top=10).predictions
    probabilities = [p.probability for p in predictions]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1, abs=0.02)
    assert sorted(p.index for p in predictions) == list(range(10))
    assert all(p.label == classifier.labels[p.index] for p in predictions)


def test_encoded_bytes_and_their_pixels_give_the_same_answer(
    classifier: Classifier, picture: np.ndarray
) -> None:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    from_bytes = classifier.classify(stream.getvalue())
    from_pixels = classifier.classify(picture)
    assert from_bytes.predictions == from_pixels.predictions
    assert from_bytes.timing.decode_ms > 0


def test_top_asks_for_no_more_classes_than_there_are(
    classifier: Classifier, picture: np.ndarray
) -> None:
    assert len(classifier.classify(picture, top=1).predictions) == 1
    assert len(classifier.classify(picture, top=99).predictions) == 10
    with pytest.raises(ValueError, match="top is 0"):
        classifier.classify(picture, top=0)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((32, 32), np.uint8),
        np.zeros((32, 32, 4), np.uint8),
        np.zeros((32, 32, 3), np.float32),
        np.zeros((0, 32, 3), np.uint8),
    ],
)
def test_an_array_that_is_no_rgb_image_is_refused(
    classifier: Classifier, image: np.ndarray
) -> None:
    with pytest.raises(ValueError, match=r"expected uint8 \(height, width, 3\), RGB"):
        classifier.classify(image)


def test_bytes_that_are_no_picture_are_refused(classifier: Classifier) -> None:
    with pytest.raises(ImageError):
        classifier.classify(b"no picture")


def test_many_threads_get_the_answers_that_one_gets(classifier: Classifier) -> None:
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (40, 32, 32, 3), np.uint8)
    expected = [classifier.probabilities(picture) for picture in pictures]
    wrong = []

    def ask(start: int) -> None:
        for i in range(start, start + 40):
            got = classifier.probabilities(pictures[i % 40])
            if not np.array_equal(got, expected[i % 40]):
                wrong.append(i)

    threads = [threading.Thread(target=ask, args=(5 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_float_and_the_int8_file_agree(root: Path, classifier: Classifier) -> None:
    """Coarse patches, far from what int8 was calibrated on; the proof of the conversion has photos.

    Where float32 leads by half, int8 gives the same class; on average a probability moves by less
    than 4 of the output's 256 steps (measured: 2.0).
    """
    float32 = Classifier(root / "models" / "cifar10-resnet8.float32.tflite")
    colors = np.random.default_rng(1).integers(0, 256, (40, 4, 4, 3), np.uint8)
    pictures = colors.repeat(8, axis=1).repeat(8, axis=2)
    int8 = np.stack([classifier.probabilities(picture) for picture in pictures])
    exact = np.stack([float32.probabilities(picture) for picture in pictures])
    second, first = np.sort(exact)[:, -2:].T
    sure = first - second > 0.5
    assert sure.sum() >= 10
    assert (int8.argmax(axis=1) == exact.argmax(axis=1))[sure].all()
    assert np.abs(int8 - exact).mean() < 4 / 256


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"nothing\.tflite: Cannot read the model: No such"):
        Classifier(tmp_path / "nothing.tflite")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.tflite"
    path.write_text("This is a text, and no model at all.")
    with pytest.raises(ModelFileError, match="not a TFLite model"):
        Classifier(path)


def test_a_model_cut_off_anywhere_is_refused(tmp_path: Path, classifier: Classifier) -> None:
    content = classifier.path.read_bytes()
    path = tmp_path / "cut.tflite"
    for share in (0.001, 0.1, 0.5, 0.9, 0.999):
        path.write_bytes(content[: int(share * len(content))])
        with pytest.raises(ModelFileError):
            Classifier(path)


@pytest.mark.parametrize("threads", [0, -1, 100_000, 2**32 + 1])
def test_more_threads_than_cores_are_refused(threads: int) -> None:
    with pytest.raises(ValueError, match=f"threads is {threads}, expected 1 to"):
        Classifier(threads=threads)


def test_what_is_neither_bytes_nor_an_array_is_named(classifier: Classifier) -> None:
    with pytest.raises(TypeError, match="image is a str, expected the bytes"):
        classifier.classify("cat.jpg")


def test_all_kinds_of_bytes_are_taken(classifier: Classifier, picture: np.ndarray) -> None:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    kinds = (bytes, bytearray, memoryview)
    answers = [classifier.classify(kind(stream.getvalue())).predictions for kind in kinds]
    assert answers[0] == answers[1] == answers[2]


def test_a_file_that_is_not_the_one_of_its_record_is_refused(
    tmp_path: Path, classifier: Classifier
) -> None:
    """One flipped bit in the middle of the weights: no format check finds it."""
    content = bytearray(classifier.path.read_bytes())
    path = tmp_path / classifier.path.name
    record = {"variants": {"int8": {"file": path.name, "sha256": classifier.info.sha256}}}
    path.with_suffix(".json").write_text(json.dumps(record))
    path.write_bytes(content)
    assert Classifier(path).info.sha256 == classifier.info.sha256
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="is damaged, or is not the one"):
        Classifier(path)


def test_a_damaged_record_is_named(tmp_path: Path, classifier: Classifier) -> None:
    path = tmp_path / classifier.path.name
    path.write_bytes(classifier.path.read_bytes())
    for text in ("", "[]", '{"variants": [1]}', '{"variants": {"int8": {}}}'):
        path.with_suffix(".json").write_text(text)
        with pytest.raises(ModelFileError, match=r"cifar10-resnet8\.json cannot be read"):
            Classifier(path)
