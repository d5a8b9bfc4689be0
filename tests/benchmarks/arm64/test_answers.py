import os
import tarfile

import numpy as np
import pytest
from PIL import Image

from benchmarks.arm64.answers import Comparison, compare_answers
from benchmarks.arm64.expected import expected_answers
from benchmarks.arm64.pictures import draw_pictures
from benchmarks.hints import Hints

PIXELS = 3 * 32 * 32
RECORD_BYTES = 1 + PIXELS


def comparison(**changed):
    values = {"different_labels": (), "largest_difference": 0.001, "tolerance": 0.004, **changed}
    where = {"system": "bookworm-arm64", "cpu": "cortex-a76", "runtime": "ai-edge-litert 2.3.0"}
    return Comparison(name="net", asked=13, **where, **values)


def compared(system, cpu, app, model, pictures):
    expected = expected_answers(model, pictures, runtime=system.runtime, peer=None, hints=Hints())
    return compare_answers(system, cpu, app=app, name="int8", pictures=pictures, expected=expected)


def test_equal_means_equal_labels_and_near_probabilities():
    assert comparison().equal
    assert not comparison(different_labels=("cat.png",)).equal
    assert not comparison(largest_difference=0.005).equal
    assert comparison(largest_difference=0.5, tolerance=None).equal


def test_the_installed_app_answers_there_as_it_does_here(system, app, int8_model, tmp_path):
    answers = compared(system, "cortex-a72", app, int8_model, draw_pictures(tmp_path))

    assert answers.asked == 13
    assert answers.different_labels == ()
    assert answers.tolerance == pytest.approx(1 / 256, rel=0.01)
    assert answers.equal


@pytest.mark.skipif(
    not os.environ.get("CIFAR10_ARCHIVE"),
    reason="needs the official data: set CIFAR10_ARCHIVE to cifar-10-binary.tar.gz",
)
def test_two_hundred_photographs_get_the_same_labels(system, app, int8_model, tmp_path):
    pictures = cifar10_pictures(tmp_path, count=200)
    answers = compared(system, "cortex-a76", app, int8_model, pictures)

    assert answers.asked == 201
    assert answers.equal, answers


def cifar10_pictures(folder, *, count):
    """The first test pictures of CIFAR-10 as PNG files."""
    with tarfile.open(os.environ["CIFAR10_ARCHIVE"]) as archive:
        member = next(item for item in archive if item.name.endswith("test_batch.bin"))
        content = archive.extractfile(member).read(count * RECORD_BYTES)
    records = np.frombuffer(content, np.uint8).reshape(count, RECORD_BYTES)
    paths = []
    for i, record in enumerate(records):
        paths.append(folder / f"{i:03}.png")
        Image.fromarray(record[1:].reshape(3, 32, 32).transpose(1, 2, 0)).save(paths[-1])
    return paths
