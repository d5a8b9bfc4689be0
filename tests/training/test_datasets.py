"""Data sources, and the split that holds validation images out."""

import hashlib
import os
from collections import Counter

import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.cifar10 import read_archive
from training.datasets import Split, balanced_choice, hold_out, load_dataset


@pytest.fixture
def records(members, write_archive):
    return read_archive(write_archive(members)).train


def test_the_parts_are_disjoint_and_together_they_are_everything(records):
    train, validation = hold_out(records, count=8, seed=1)
    assert len(validation.labels) == 8
    assert not set(train.hashes) & set(validation.hashes)
    assert sorted(train.hashes + validation.hashes) == sorted(records.hashes)


def test_each_image_keeps_its_label_and_its_hash(records):
    _, validation = hold_out(records, count=8, seed=1)
    for image, label, digest in zip(
        validation.images, validation.labels, validation.hashes, strict=True
    ):
        i = records.hashes.index(digest)
        assert np.array_equal(image, records.images[i])
        assert label == records.labels[i]


@pytest.mark.parametrize(("count", "each"), [(8, {2}), (10, {2, 3}), (4, {1})])
def test_the_held_out_images_are_balanced_over_the_classes(records, count, each):
    _, validation = hold_out(records, count=count, seed=1)
    assert set(Counter(validation.labels.tolist()).values()) == each


def test_the_split_is_the_same_each_time_and_another_for_another_seed(records):
    first, again, other = (hold_out(records, count=8, seed=seed)[1] for seed in (1, 1, 2))
    assert first.digest() == again.digest()
    assert first.digest() != other.digest()


def test_the_choice_is_pinned():
    """The splits of published models must never change: their records name the digests."""
    hashes = tuple(hashlib.sha256(bytes([i])).digest() for i in range(20))
    split = Split(np.zeros((20, 1, 1, 3), np.uint8), np.arange(20) % 3, hashes)
    chosen = balanced_choice(split, count=7, seed=1, purpose="validation")
    assert chosen == [6, 16, 17, 13, 0, 11, 12]


def test_two_purposes_draw_different_images(records):
    first = balanced_choice(records, count=8, seed=1, purpose="validation")
    second = balanced_choice(records, count=8, seed=1, purpose="calibration")
    assert set(first) != set(second)


def test_the_digest_does_not_depend_on_the_order(records):
    split, _ = hold_out(records, count=8, seed=1)
    turned = split.take(reversed(range(len(split.labels))))
    assert turned.hashes != split.hashes
    assert turned.digest() == split.digest()


def test_more_validation_images_than_there_are_is_refused(records):
    with pytest.raises(PipelineError, match="41 images asked for validation, but there are 40"):
        hold_out(records, count=41, seed=1)


def test_a_split_that_leaves_a_class_without_training_images_is_refused(records):
    with pytest.raises(PipelineError, match=r"Lower validation_images in the recipe"):
        hold_out(records, count=38, seed=1)


def test_the_source_cifar10_is_read_from_the_named_archive(members, write_archive, monkeypatch):
    path = write_archive(members, name="cifar-10-binary.tar.xz", mode="w:xz")
    monkeypatch.setenv("CIFAR10_ARCHIVE", str(path))
    by_name = load_dataset("cifar10", validation_images=8, seed=1)
    by_path = load_dataset(str(path), validation_images=8, seed=1)
    assert (by_name.name, by_path.name) == ("cifar10", "cifar-10-binary")
    assert by_name.summary() == {**by_path.summary(), "name": "cifar10"}


def test_the_summary_counts_each_part(dataset):
    summary = dataset.summary()
    assert summary["class_names"] == ["circle", "square", "triangle", "stripes"]
    counts = [summary[part]["images"] for part in ("train", "validation", "test")]
    assert counts == [96, 32, 16]
    assert len(summary["test"]["sha256_of_sorted_record_sha256"]) == 64


def test_an_unknown_source_says_what_is_expected():
    with pytest.raises(PipelineError, match=r"No data source 'cifar11'\. Expected cifar10, or"):
        load_dataset("cifar11", validation_images=8, seed=1)


def test_a_named_archive_that_is_missing_is_refused_without_a_download(monkeypatch, tmp_path):
    monkeypatch.setenv("CIFAR10_ARCHIVE", str(tmp_path / "absent.tar.gz"))
    with pytest.raises(PipelineError, match=r"No archive at .*absent\.tar\.gz"):
        load_dataset("cifar10", validation_images=8, seed=1)


@pytest.mark.skipif(
    not os.environ.get("CIFAR10_ARCHIVE"),
    reason="needs the official data: set CIFAR10_ARCHIVE to cifar-10-binary.tar.gz",
)
def test_the_official_archive_has_its_published_counts_and_balance():
    data = load_dataset("cifar10", validation_images=5000, seed=1)
    for split, per_class in ((data.train, 4500), (data.validation, 500), (data.test, 1000)):
        assert Counter(split.labels.tolist()) == dict.fromkeys(range(10), per_class)
    hashes = [*data.train.hashes, *data.validation.hashes, *data.test.hashes]
    assert len(set(hashes)) == len(hashes) == 60_000
    assert data.class_names[0] == "airplane"
    assert data.class_names[9] == "truck"
