"""The parts of a folder follow from labels, contents and given parts alone."""

from pathlib import Path

import pytest

from edge_app.errors import PipelineError
from training.folder_parts import NOWHERE, choose_parts
from training.image_folder import ImageFile, ImageFolder
from training.splitting import TEST, TRAIN, VALIDATION


@pytest.fixture
def choose():
    """A function that chooses for files written "part/class/content", "?" being unreadable."""

    def of(*files: str, seed: int = 1) -> list[int]:
        fields = [file.split("/") for file in files]
        names = tuple(sorted({name for _, name, _ in fields}))
        root = Path("data")
        records = tuple(
            ImageFile(root / part / name / str(i), names.index(name), part or None)
            for i, (part, name, _) in enumerate(fields)
        )
        contents = {i: content.encode() for i, (*_, content) in enumerate(fields)}
        read = {i: content for i, content in contents.items() if content != b"?"}
        unreadable = dict.fromkeys(contents.keys() - read.keys(), "The file is empty")
        folder = ImageFolder(root, names, records)
        return choose_parts(folder, read, unreadable, seed=seed)[0].tolist()

    return of


TAUGHT = ("train/a/1", "train/b/2")


def test_a_copy_in_a_part_that_decides_less_is_nowhere(choose):
    files = (*TAUGHT, "train/a/3", "val/a/3", "val/b/4", "test/b/4")
    assert choose(*files) == [TRAIN, TRAIN, NOWHERE, VALIDATION, NOWHERE, TEST]


def test_the_places_of_unreadable_files_are_passed_over(choose):
    assert choose("train/a/?", *TAUGHT, "val/a/4", "test/a/5") == [TRAIN, TRAIN, VALIDATION, TEST]


def test_a_val_of_nothing_but_test_pictures_is_refused_with_a_remedy(choose):
    expected = "data: every picture of val that can be read is in test too, .* delete val"
    with pytest.raises(PipelineError, match=expected):
        choose(*TAUGHT, "val/a/3", "val/a/?", "val/b/4", "test/a/3", "test/b/4")


def test_a_class_that_vanishes_from_val_is_no_reason_to_refuse(choose):
    files = (*TAUGHT, "val/a/3", "val/b/4", "test/b/4")
    assert choose(*files) == [TRAIN, TRAIN, VALIDATION, NOWHERE, TEST]


def test_a_val_that_train_repeats_stays_and_the_class_is_missed_in_train(choose):
    with pytest.raises(PipelineError, match="every picture of b in train is in val or test too"):
        choose(*TAUGHT, "val/b/2", "test/a/5")
    with pytest.raises(PipelineError, match="no file of val can be read"):
        choose(*TAUGHT, "val/b/?", "test/a/5")


def test_a_class_whose_pictures_all_stand_under_another_label_cannot_be_drawn(choose):
    with pytest.raises(PipelineError, match="class b has 0 different pictures of its own"):
        choose(*(f"/{name}/{i}" for name in "ab" for i in range(5)))
