"""An archive in its own parts or in others, at its own size or at another."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from edge_app.errors import PipelineError
from edge_app.images import fit_to_input
from training.archive_data import FittedImages, load_archive


@pytest.fixture
def load(members, write_archive):
    """A function that loads the archive of 40 training and 12 test pictures."""

    def load_with(**options):
        settings = {"image_size": 32, "validation_images": 8, "seed": 1, **options}
        return load_archive(write_archive(members), name="shapes", **settings)

    return load_with


def test_without_percentages_the_test_images_stay_what_they_are(load):
    dataset = load()
    assert [len(p.labels) for p in (dataset.train, dataset.validation, dataset.test)] == [32, 8, 12]
    assert dataset.test.digest() == load(validation_images=4, seed=9).test.digest()
    assert "split" not in dataset.summary()


def test_with_percentages_all_images_are_drawn_anew(load):
    own, drawn = load(), load(split=(50, 25, 25))
    parts = (drawn.train, drawn.validation, drawn.test)
    assert Counter(map(len, (part.labels for part in parts))) == {28: 1, 12: 2}
    assert {tuple(np.bincount(part.labels)) for part in parts} == {(7, 7, 7, 7), (3, 3, 3, 3)}
    assert set(drawn.test.hashes) & set(own.train.hashes)
    hashes = [digest for part in parts for digest in part.hashes]
    assert len(set(hashes)) == len(hashes) == 52
    for part in parts:  # Each record is its label, then the planes of its image.
        for image, label, digest in zip(part.images, part.labels, part.hashes, strict=True):
            record = bytes([label]) + image.transpose(2, 0, 1).tobytes()
            assert hashlib.sha256(record).digest() == digest


def test_images_are_resized_by_the_rule_of_the_device(load):
    small, own = load(image_size=20), load()
    for i in range(8):
        expected = fit_to_input(own.validation.images[[i]][0], height=20, width=20)
        assert np.array_equal(small.validation.images[[i]][0], expected)
    assert small.summary() == own.summary()


def test_resized_images_are_the_same_in_memory_and_on_demand(load):
    kept, on_demand = load(image_size=48), load(image_size=48, memory_bytes=1000)
    assert isinstance(kept.train.images, np.ndarray)
    assert isinstance(on_demand.train.images, FittedImages)
    assert on_demand.train.images.shape == kept.train.images.shape == (32, 48, 48, 3)
    assert len(on_demand.train.images) == 32
    for indices in (slice(None), [5, 1], np.array([3]), slice(0, 0)):
        assert np.array_equal(on_demand.train.images[indices], kept.train.images[indices])


def test_too_few_images_for_the_percentages_are_refused(load):
    with pytest.raises(PipelineError, match="leave a class without training images"):
        load(validation_images=38)
