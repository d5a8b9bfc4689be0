"""Models that other people made with other tools, on pictures that show what they are for."""

import os
from pathlib import Path

import pytest

from edge_app import Classifier, ModelFileError

FOLDER = os.environ.get("FOREIGN_MODELS", "")
CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="set FOREIGN_MODELS to a folder of other people's models"
)


@pytest.fixture
def cifar10(tmp_path: Path) -> Path:
    path = tmp_path / "cifar10.txt"
    path.write_text("\n".join(CIFAR10))
    return path


def best(classifier: Classifier, picture: str) -> tuple[str, float]:
    answer = classifier.classify((Path(FOLDER) / picture).read_bytes()).predictions[0]
    return answer.label, answer.probability


@pytest.mark.parametrize("size", ["resnet8", "resnet_large"])
def test_the_references_of_mlperf_tiny_see_a_cat(size: str, cifar10: Path) -> None:
    int8 = Classifier(Path(FOLDER) / f"mlperf_tiny_{size}_int8.tflite", labels=cifar10)
    assert int8.input.rule.normalization.range == (0, 255)
    assert best(int8, "cat.bmp") == ("cat", pytest.approx(0.996, abs=0.01))
    path = Path(FOLDER) / f"mlperf_tiny_{size}_float.tflite"
    with pytest.raises(ModelFileError, match="--input-range"):
        Classifier(path, labels=cifar10)
    float32 = Classifier(path, labels=cifar10, input_range="0,255")
    assert best(float32, "cat.bmp") == ("cat", pytest.approx(0.998, abs=0.01))


@pytest.mark.parametrize(
    "name",
    ["coral_mobilenet_v1_0.25_128_quant", "mobilenet_v1_0.25_224_float_metadata"],
)
def test_mobilenets_with_metadata_need_no_word(name: str) -> None:
    classifier = Classifier(Path(FOLDER) / f"{name}.tflite")
    assert len(classifier.labels) == 1001
    assert classifier.input.rule.normalization.range == (-1, 1)
    assert best(classifier, "parrot.jpg")[0] == "macaw"
    assert best(classifier, "burger.jpg") == ("cheeseburger", pytest.approx(0.97, abs=0.03))


def test_a_teachable_machine_export_is_read_with_its_numbered_labels() -> None:
    """Fruit is not at hand; the same picture must give the same class in both runtimes."""
    classifier = Classifier(Path(FOLDER) / "teachable_machine_fruit_uint8.tflite")
    assert classifier.labels[0] == "FRESH APPLE"
    assert classifier.label_choice.source == "teachable_machine_fruit_labels.txt beside the file"
    assert best(classifier, "cat.bmp") == ("ROTTEN BANANA", pytest.approx(0.95, abs=0.05))


def test_an_edge_impulse_export_is_read_with_its_labels() -> None:
    classifier = Classifier(Path(FOLDER) / "edge_impulse_rubbish_int8.tflite")
    assert classifier.labels == ("battery", "bottle", "can", "cigarette")
    assert classifier.input.rule.normalization.range == (0, 1)
    assert best(classifier, "burger.jpg") == ("can", pytest.approx(0.88, abs=0.05))


def test_a_model_that_outlines_objects_is_refused() -> None:
    with pytest.raises(ModelFileError, match=r"its output has the shape \(1, 513, 513\)"):
        Classifier(Path(FOLDER) / "not_a_classifier_deeplabv3.tflite")


def test_imagenet_labels_are_too_many_for_ten_classes() -> None:
    labels = Path(FOLDER) / "imagenet_labels.txt"
    with pytest.raises(ModelFileError, match="names 1001 classes; the model tells 10 apart"):
        Classifier(Path(FOLDER) / "mlperf_tiny_resnet8_int8.tflite", labels=labels)
