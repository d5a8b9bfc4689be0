import hashlib
import json
import os
from pathlib import Path

import pytest

from edge_app import Classifier
from training.cifar10 import read_archive

ARCHIVE = os.environ.get("CIFAR10_ARCHIVE")


@pytest.fixture(scope="module")
def record(root: Path) -> dict:
    return json.loads((root / "models" / "cifar10-resnet8.json").read_text())


def test_the_record_describes_the_files_beside_it(root: Path, record: dict) -> None:
    entries = [record["keras"], *record["variants"].values()]
    assert len(entries) == 3
    for entry in entries:
        content = (root / "models" / entry["file"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_published_accuracy_is_what_was_promised(record: dict) -> None:
    test = record["variants"]["int8"]["test"]["accuracy"]
    assert test["count"] == 10_000
    assert test["value"] == test["correct"] / test["count"] >= 0.85


@pytest.mark.skipif(not ARCHIVE, reason="set CIFAR10_ARCHIVE to the CIFAR-10 binary archive")
def test_the_shipped_int8_model_reaches_its_published_accuracy(
    classifier: Classifier, record: dict
) -> None:
    """To 10 images of 10,000 with the runtime of the record, to 50 with the other one.

    Another runtime, or another processor, rounds some int8 sums differently.
    """
    test = read_archive(Path(ARCHIVE)).test
    right = sum(
        int(classifier.probabilities(image).argmax()) == label
        for image, label in zip(test.images, test.labels, strict=True)
    )
    published = record["variants"]["int8"]["test"]["accuracy"]["correct"]
    tolerance = 10 if classifier.runtime.name == record["runtime"]["name"] else 50
    assert abs(right - published) <= tolerance
