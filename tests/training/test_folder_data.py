"""A folder of pictures in three parts: drawn, completed, and without what must be left out."""

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.folder_data import load_image_folder
from training.parts import Dataset

CLASSES = ("circle", "square")
PARTS = ("train", "validation", "test")


@pytest.fixture
def make(tmp_path):
    """A function that draws a folder with a number of pictures for each sub-folder."""

    def folder(**counts: int):
        named = {name.replace("__", "/"): count for name, count in counts.items()}
        return write_shapes_folder(tmp_path / "shapes", named, seed=1)

    return folder


def load(root, **options) -> Dataset:
    return load_image_folder(root, **{"image_size": 32, "seed": 1, **options})


def counts(dataset: Dataset) -> list[dict[int, int]]:
    """The number of images of each class in each part."""
    return [dict(Counter(getattr(dataset, part).labels.tolist())) for part in PARTS]


def hashes(dataset: Dataset) -> list[set[bytes]]:
    return [set(getattr(dataset, part).hashes) for part in PARTS]


def test_a_folder_without_parts_is_drawn_in_70_15_15(make):
    dataset = load(make(circle=40, square=20))
    assert counts(dataset) == [{0: 28, 1: 14}, {0: 6, 1: 3}, {0: 6, 1: 3}]
    assert dataset.name == "shapes"
    assert dataset.class_names == CLASSES
    assert dataset.summary()["split"] == "70/15/15"
    assert (dataset.left_out, dataset.remarks) == ((), ())


def test_a_folder_with_all_parts_keeps_them(make):
    root = make(train__circle=5, train__square=4, val__circle=3, val__square=2, test__circle=1)
    dataset = load(root)
    assert counts(dataset) == [{0: 5, 1: 4}, {0: 3, 1: 2}, {0: 1}]
    assert "split" not in dataset.summary()
    assert load(root, seed=2).summary() == dataset.summary()


def test_percentages_draw_all_pictures_of_all_parts_anew(make):
    dataset = load(
        make(train__circle=8, train__square=6, val__circle=2, val__square=4), split=(60, 20, 20)
    )
    assert counts(dataset) == [{0: 6, 1: 6}, {0: 2, 1: 2}, {0: 2, 1: 2}]
    assert dataset.summary()["split"] == "60/20/20"


@pytest.mark.parametrize(
    ("given", "drawn", "percent"),
    [("val", "test", "85/0/15"), ("test", "validation", "85/15/0")],
)
def test_a_missing_part_is_drawn_from_train_and_never_from_the_other(make, given, drawn, percent):
    names = {f"{part}__{name}": 20 for part in ("train", given) for name in CLASSES}
    root = make(**names)
    dataset, again = load(root), load(root, seed=2)
    kept = {"val": "validation"}.get(given, given)
    assert Counter(getattr(dataset, drawn).labels.tolist()) == {0: 3, 1: 3}
    assert Counter(dataset.train.labels.tolist()) == {0: 17, 1: 17}
    assert getattr(again, kept).digest() == getattr(dataset, kept).digest()
    assert getattr(again, drawn).digest() != getattr(dataset, drawn).digest()
    assert dataset.summary()["split_of_train"] == percent


def test_a_train_part_alone_is_drawn_in_three(make):
    dataset = load(make(train__circle=20, train__square=20))
    assert counts(dataset) == [{0: 14, 1: 14}, {0: 3, 1: 3}, {0: 3, 1: 3}]
    assert dataset.summary()["split_of_train"] == "70/15/15"


def test_the_parts_depend_on_contents_and_seed_and_on_no_name(make, tmp_path):
    root = make(circle=12, square=12)
    first, other_seed = load(root), load(root, seed=2)
    moved = tmp_path / "moved"
    for name in CLASSES:
        (moved / name).mkdir(parents=True)
        for i, path in enumerate(sorted((root / name).iterdir(), reverse=True)):
            shutil.copy(path, moved / name / f"renamed-{i}.jpg")
    again = load(moved)
    assert {**again.summary(), "name": "shapes"} == first.summary()
    assert np.array_equal(again.train.images[:], first.train.images[:])
    assert again.train.hashes == first.train.hashes
    assert hashes(other_seed) != hashes(first)


def test_each_image_keeps_its_label(make):
    root = make(circle=12, square=12)
    dataset = load(root)
    circles = {path.read_bytes() for path in (root / "circle").iterdir()}
    of_circles = {hashlib.sha256(content).digest() for content in circles}
    for part in PARTS:
        split = getattr(dataset, part)
        assert [digest in of_circles for digest in split.hashes] == [x == 0 for x in split.labels]


def test_a_small_memory_gives_the_same_data_and_says_so(make):
    root = make(circle=12, square=12)
    kept, streamed = load(root), load(root, memory_bytes=1000)
    assert streamed.summary() == kept.summary()
    for part in PARTS:
        one, other = getattr(kept, part), getattr(streamed, part)
        assert np.array_equal(one.images[:], other.images[:])
        assert np.array_equal(one.labels, other.labels)
        assert one.hashes == other.hashes
    assert kept.remarks == ()
    assert streamed.remarks == (
        "24 pictures of 32 x 32 pixels are too many for the memory: they are read from the disk "
        "for each epoch.",
    )


def test_identical_files_fall_in_the_same_part(make):
    root = make(circle=20, square=20)
    for path in list((root / "circle").iterdir()):
        shutil.copy(path, path.with_name("copy-" + path.name))
    train, validation, test = hashes(load(root))
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_copies_of_test_and_validation_pictures_are_left_out_of_the_parts_before(make):
    root = make(**{f"{part}__{name}": 6 for part in ("train", "val", "test") for name in CLASSES})
    shutil.copy(root / "test/circle/0001.png", root / "train/circle/leak.png")
    shutil.copy(root / "test/circle/0002.png", root / "val/square/leak.png")
    shutil.copy(root / "val/square/0003.png", root / "train/square/leak.png")
    shutil.copy(root / "train/square/0003.png", root / "train/square/twice.png")
    dataset = load(root)
    assert counts(dataset) == [{0: 6, 1: 7}, {0: 6, 1: 6}, {0: 6, 1: 6}]
    reason = "The same file is in another part"
    assert [(one.file, one.reason) for one in dataset.left_out] == [
        ("train/circle/leak.png", reason),
        ("train/square/leak.png", reason),
        ("val/square/leak.png", reason),
    ]


def test_files_that_cannot_be_read_are_left_out_and_named(make):
    root = make(circle=10, square=10)
    whole = load(root)
    for i in range(4):
        (root / "circle" / f"empty{i}.jpg").touch()
    (root / "square" / "Thumbs.db").write_bytes(b"no picture")
    dataset = load(root)
    assert dataset.summary() == whole.summary()
    assert np.array_equal(dataset.train.images[:], whole.train.images[:])
    assert [one.file for one in dataset.left_out] == [
        *(f"circle/empty{i}.jpg" for i in range(4)),
        "square/Thumbs.db",
    ]
    expected = "; ".join(f"circle/empty{i}.jpg (The file is empty)" for i in range(3))
    assert dataset.remarks == (f"Left out 5 of the files: {expected}; and 2 more.",)


def test_a_name_that_no_output_takes_is_shown_in_another_way(make):
    root = make(circle=5, square=5)
    (root / "circle" / "line\nbreak.png").touch()
    (one,) = load(root).left_out
    assert one.file == r"circle/line\nbreak.png"


def test_a_class_of_which_nothing_can_be_read_is_refused_with_the_reason(make):
    root = make(circle=6, square=1)
    (root / "square/0000.png").write_bytes(b"")
    expected = r"no file of square can be read .* square/0000\.png: The file is empty"
    with pytest.raises(PipelineError, match=expected):
        load(root)


def test_a_folder_without_a_single_picture_is_refused_by_its_classes(make):
    root = make(circle=1, square=1)
    for path in root.glob("*/*"):
        path.write_bytes(b"")
    with pytest.raises(PipelineError, match=r"no file of circle, square can be read"):
        load(root)


def test_a_part_of_which_nothing_can_be_read_is_refused(make):
    root = make(train__circle=6, train__square=6, val__circle=1)
    (root / "val/circle/0000.png").write_bytes(b"")
    with pytest.raises(PipelineError, match=r"no file of val can be read"):
        load(root)


def test_a_class_that_is_in_train_only_as_copies_is_refused(make):
    root = make(train__circle=6, train__square=1, val__circle=3)
    (root / "val/square").mkdir()
    shutil.copy(root / "train/square/0000.png", root / "val/square/same.png")
    with pytest.raises(PipelineError, match="every picture of square in train is in val or test"):
        load(root)


@pytest.mark.parametrize("others", [{}, {"test/circle": 3}])
def test_a_val_that_is_all_in_test_too_is_refused(make, others):
    root = make(train__circle=6, train__square=6, val__circle=3, val__square=3)
    write_shapes_folder(root, others, seed=9)
    shutil.copytree(root / "val", root / "test", dirs_exist_ok=True)
    with pytest.raises(PipelineError, match="every picture of val that can be read is in test too"):
        load(root)


def test_too_few_pictures_to_draw_from_are_refused_by_their_class(make):
    with pytest.raises(PipelineError, match="class square has 2 different pictures of its own"):
        load(make(circle=9, square=2))


def test_one_class_and_an_empty_class_are_refused_before_any_picture_is_read(make):
    root = make(circle=3)
    for path in (root / "circle").iterdir():
        path.write_bytes(b"")
    with pytest.raises(PipelineError, match="one class folder, circle"):
        load(root)
    (root / "square").mkdir()
    with pytest.raises(PipelineError, match="holds no pictures of square"):
        load(root)


def test_a_data_set_is_called_as_its_folder_whatever_that_is_called(make, monkeypatch):
    root = make(circle=5, square=5)
    monkeypatch.chdir(root)
    assert load(Path()).name == "shapes"
    odd = root.rename(root.with_name(os.fsdecode(b"bytes\xff")))
    assert load(odd).name == r"bytes\udcff"
