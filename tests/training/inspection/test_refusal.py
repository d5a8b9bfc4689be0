"""Inspection calls fatal what training refuses, and nothing that training accepts."""

import shutil

import pytest
from PIL import Image

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.folder_data import load_image_folder
from training.inspection.findings import Verdict
from training.inspection.inspector import inspect_data

CLASSES = ("circle", "square")


@pytest.fixture
def parts(tmp_path):
    """A folder with all parts, four pictures for each class in each."""
    counts = {f"{part}/{name}": 4 for part in ("train", "val", "test") for name in CLASSES}
    return write_shapes_folder(tmp_path / "parts", counts, seed=1)


@pytest.fixture
def undivided(tmp_path):
    return write_shapes_folder(tmp_path / "undivided", dict.fromkeys(CLASSES, 4), seed=1)


def replace_folder(source, target) -> None:
    shutil.rmtree(target)
    shutil.copytree(source, target)


def fatal(root) -> list[tuple[str, str]]:
    inspection = inspect_data(str(root), image_size=32)
    found = [one for one in inspection.findings if one.verdict is Verdict.FATAL]
    assert inspection.is_fatal == bool(found)
    return [(one.name, one.items[0].note) for one in found]


def refusal(root) -> str:
    with pytest.raises(PipelineError) as refused:
        load_image_folder(root, image_size=32, seed=3)
    return str(refused.value)


def test_a_val_that_is_a_copy_of_test_is_fatal(parts):
    replace_folder(parts / "test", parts / "val")
    assert fatal(parts) == [("refused by training", refusal(parts))]
    assert "every picture of val" in refusal(parts)


def test_a_part_of_which_nothing_can_be_read_is_fatal(parts):
    for path in parts.glob("test/*/*"):
        path.write_bytes(b"")
    assert fatal(parts) == [("refused by training", refusal(parts))]
    assert "no file of test can be read" in refusal(parts)


def test_a_class_that_is_in_train_only_as_copies_is_fatal(parts):
    replace_folder(parts / "val/square", parts / "train/square")
    assert fatal(parts) == [("refused by training", refusal(parts))]
    assert "every picture of square in train" in refusal(parts)


def test_a_class_of_copies_of_another_class_is_fatal(undivided):
    replace_folder(undivided / "circle", undivided / "square")
    assert fatal(undivided) == [("refused by training", refusal(undivided))]
    assert "class square has 0 different" in refusal(undivided)


def test_a_reason_that_is_found_already_is_not_said_twice(undivided):
    for i in (0, 1):
        (undivided / f"square/000{i}.png").unlink()
    assert fatal(undivided) == [("classes too small to draw parts from", "square: 2 different")]
    assert "class square has 2 different" in refusal(undivided)


def test_equal_pixels_in_different_files_are_different_to_training_and_not_fatal(undivided):
    for i in (1, 2, 3):
        (undivided / f"square/000{i}.png").unlink()
    for ending in ("bmp", "gif"):
        with Image.open(undivided / "square/0000.png") as image:
            image.convert("L").convert("RGB").save(undivided / "square/0000.png", "PNG")
        with Image.open(undivided / "square/0000.png") as image:
            grey = image.convert("L") if ending == "gif" else image
            grey.save(undivided / f"square/copy.{ending}")
    assert fatal(undivided) == []
    load_image_folder(undivided, image_size=32, seed=3)


def test_a_class_that_vanishes_from_val_and_copies_in_train_are_not_fatal(parts):
    replace_folder(parts / "test/square", parts / "val/square")
    shutil.copy(parts / "val/circle/0001.png", parts / "train/circle/copy.png")
    assert fatal(parts) == []
    assert len(load_image_folder(parts, image_size=32, seed=3).left_out) == 5


def test_archives_are_not_asked_of_the_rules_for_folders(shapes_archive):
    assert fatal(shapes_archive) == []
