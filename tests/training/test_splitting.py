"""Which records fall in which part: balanced, repeatable, and never one record in two parts."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.cifar10 import read_archive
from training.parts import Split
from training.splitting import balanced_choice, draw_parts, hold_out, parse_split, split_text

NAMES = ("cat", "dog", "emu")


def digests(count: int, *, first: int = 0) -> list[bytes]:
    return [hashlib.sha256(str(first + i).encode()).digest() for i in range(count)]


def drawn(counts, *, percent=(70, 15, 15), seed=1):
    """The number of records of each class in each part."""
    labels = np.repeat(np.arange(len(counts)), counts)
    parts = draw_parts(labels, digests(len(labels)), percent=percent, seed=seed, class_names=NAMES)
    return [
        [int((parts[labels == c] == part).sum()) for part in range(3)] for c in range(len(counts))
    ]


@pytest.fixture
def records(members, write_archive):
    return read_archive(write_archive(members)).train


def test_a_split_is_read_from_its_text_and_written_as_it_was():
    assert parse_split("70/15/15") == (70, 15, 15)
    assert split_text(parse_split("98/1/1")) == "98/1/1"


@pytest.mark.parametrize(
    "text",
    [
        *("", "70", "70/30", "70/15/15/0", "a/b/c", "70,15,15", "70.0/15/15"),
        *("70/15/16", "0/50/50", "100/0/0", "-70/85/85", "700/15/15"),
        *("70/15/15 ", "70/15/15\n", "\u0667\u0660/\u0661\u0665/\u0661\u0665"),
    ],
)
def test_nonsense_for_a_split_is_refused_with_an_example(text):
    with pytest.raises(PipelineError, match=r"expected the percentages of .* such as 70/15/15\."):
        parse_split(text)


def test_every_class_is_drawn_in_the_same_percentages():
    assert drawn((100, 1000, 20)) == [[70, 15, 15], [700, 150, 150], [14, 3, 3]]
    assert drawn((100, 100), percent=(85, 0, 15)) == [[85, 0, 15]] * 2


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(3, [1, 1, 1]), (4, [2, 1, 1]), (5, [3, 1, 1]), (7, [5, 1, 1]), (10, [7, 2, 1])],
)
def test_small_classes_get_one_image_in_each_part(count, sizes):
    assert drawn((count, 50)) == [sizes, [35, 8, 7]]


def test_a_class_with_fewer_images_than_parts_is_refused_by_its_name():
    with pytest.raises(
        PipelineError, match=r"class dog has 2 different pictures of its own, too few for 3 parts"
    ):
        drawn((9, 2))
    assert drawn((9, 2), percent=(80, 20, 0))[1] == [1, 1, 0]


def test_the_same_records_fall_in_the_same_parts_in_any_order_and_others_for_another_seed():
    labels, hashes = np.arange(60) % 3, digests(60)
    options = {"percent": (70, 15, 15), "class_names": NAMES}
    parts = draw_parts(labels, hashes, seed=1, **options)
    order = np.random.default_rng(1).permutation(60)
    turned = draw_parts(labels[order], [hashes[i] for i in order], seed=1, **options)
    assert np.array_equal(turned, parts[order])
    assert not np.array_equal(draw_parts(labels, hashes, seed=2, **options), parts)


def test_the_parts_are_pinned():
    """The splits of published models must never change: their records name the digests."""
    parts = draw_parts(
        np.arange(20) % 2, digests(20), percent=(70, 15, 15), seed=1, class_names=NAMES
    )
    assert "".join(map(str, parts)) == "01000011000002100020"


def test_identical_records_fall_in_the_same_part_even_with_other_labels():
    hashes = digests(40) + digests(40)
    labels = np.concatenate([np.arange(40) % 2, np.arange(40) // 20])
    parts = draw_parts(labels, hashes, percent=(50, 25, 25), seed=3, class_names=NAMES)
    assert np.array_equal(parts[:40], parts[40:])
    turned = draw_parts(labels[::-1], hashes[::-1], percent=(50, 25, 25), seed=3, class_names=NAMES)
    assert np.array_equal(turned[::-1], parts)


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


def test_more_validation_images_than_there_are_is_refused(records):
    with pytest.raises(PipelineError, match="41 images asked for validation, but there are 40"):
        hold_out(records, count=41, seed=1)


def test_a_split_that_leaves_a_class_without_training_images_is_refused(records):
    with pytest.raises(PipelineError, match=r"Lower validation_images in the recipe"):
        hold_out(records, count=38, seed=1)
