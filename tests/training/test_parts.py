"""The parts of a data set: images in memory or not, their digests, and what the summary says."""

from dataclasses import replace

import numpy as np
import pytest

from training.parts import ChosenImages, Split

PIXELS = np.arange(5 * 2 * 2 * 3, dtype=np.uint8).reshape(5, 2, 2, 3)


@pytest.fixture
def split():
    return Split(PIXELS, np.array([0, 1, 0, 1, 0]), tuple(bytes([i]) * 32 for i in range(5)))


@pytest.mark.parametrize("indices", [slice(1, None), [2, 0], np.array([1, 1]), slice(0, 0)])
def test_chosen_images_are_those_of_their_source_in_the_chosen_order(indices):
    chosen = ChosenImages(PIXELS, [4, 0, 3])
    assert chosen.shape == (3, 2, 2, 3)
    assert len(chosen) == 3
    assert np.array_equal(chosen[indices], PIXELS[[4, 0, 3]][indices])


def test_taken_records_keep_image_label_and_hash_together(split):
    unread = replace(split, images=ChosenImages(PIXELS, range(5)))
    for one in (split, unread):
        taken = one.take([3, 0]).take([1])
        assert np.array_equal(taken.images[:], PIXELS[[0]])
        assert taken.labels.tolist() == [0]
        assert taken.hashes == (bytes(32),)


def test_images_that_are_not_in_memory_are_not_read_by_taking_some():
    class Unreadable:
        shape = (5, 2, 2, 3)

        def __len__(self):
            return 5

        def __getitem__(self, indices):
            raise AssertionError(indices)

    split = Split(Unreadable(), np.zeros(5, np.int64), (b"",) * 5)
    assert split.take([1, 2]).take([0]).images.shape == (1, 2, 2, 3)


def test_the_digest_does_not_depend_on_the_order(split):
    turned = split.take(reversed(range(5)))
    assert turned.hashes != split.hashes
    assert turned.digest() == split.digest()
    assert turned.digest() != split.take(range(4)).digest()


def test_the_summary_counts_each_part_and_says_how_they_were_drawn(dataset):
    summary = replace(dataset, drawn={"split": "70/15/15"}).summary()
    assert summary["class_names"] == ["circle", "square", "triangle", "stripes"]
    assert summary["split"] == "70/15/15"
    counts = [summary[part]["images"] for part in ("train", "validation", "test")]
    assert counts == [96, 32, 16]
    assert len(summary["test"]["sha256_of_sorted_record_sha256"]) == 64
    assert "split" not in dataset.summary()
