import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from convert.data.calibration import (
    Calibration,
    calibration_from_folder,
    choose_calibration,
    with_extreme,
)
from edge_app.errors import PipelineError
from edge_app.images import decode_image, fit_to_input
from tests.drawing import write_shapes_folder
from training.datasets import Dataset, Split
from training.folder_data import load_image_folder


def test_calibration_images_are_training_images_and_nothing_else(dataset: Dataset) -> None:
    chosen = set(choose_calibration(dataset.train, count=200, seed=4).hashes)
    assert len(chosen) == 200
    assert chosen <= set(dataset.train.hashes)
    assert not chosen & {*dataset.validation.hashes, *dataset.test.hashes}


def test_calibration_images_are_balanced_over_the_classes(dataset: Dataset) -> None:
    hashes = choose_calibration(dataset.train, count=202, seed=4).hashes
    label_of = dict(zip(dataset.train.hashes, dataset.train.labels.tolist(), strict=True))
    counts = Counter(label_of[digest] for digest in hashes)
    assert sorted(counts.values()) == [50, 50, 51, 51]


def test_the_seed_decides_the_choice(dataset: Dataset) -> None:
    first, again, other = (
        choose_calibration(dataset.train, count=50, seed=seed) for seed in (1, 1, 2)
    )
    assert first.hashes == again.hashes
    assert first.summary() == again.summary()
    assert set(first.hashes) != set(other.hashes)


def test_a_larger_choice_holds_the_smaller_one_first(dataset: Dataset) -> None:
    small, large = (choose_calibration(dataset.train, count=n, seed=3) for n in (50, 200))
    assert large.hashes[:50] == small.hashes
    assert np.array_equal(large.images[:50], small.images)


def test_the_record_lists_every_image_and_none_that_judges(
    dataset: Dataset, converted, trained
) -> None:
    """The real records of a training and a conversion, and the data themselves."""
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    training = json.loads((trained.folder / "training.json").read_text())
    listed = {bytes.fromhex(one) for one in record["calibration"]["record_sha256"]}
    assert len(listed) == record["calibration"]["images"] == 500
    assert listed <= set(dataset.train.hashes)
    for part in ("validation", "test"):
        split = getattr(dataset, part)
        assert split.digest() == training["data"][part]["sha256_of_sorted_record_sha256"]
        assert not listed & set(split.hashes)
    digest = hashlib.sha256(b"".join(sorted(listed))).hexdigest()
    assert record["calibration"]["sha256_of_sorted_record_sha256"] == digest


def test_pictures_without_black_and_white_get_one_value_of_each() -> None:
    grey = np.full((6, 8, 8, 3), 100, np.uint8)
    grey[3, 2, 2, 1], grey[4, 5, 5, 0] = 90, 200
    split = Split(grey, np.arange(6) % 2, tuple(bytes([i]) * 32 for i in range(6)))
    chosen = choose_calibration(split, count=6, seed=1)
    assert sorted(chosen.images[chosen.images != 100].tolist()) == [0, 255]
    assert chosen.painted == (0, 255)
    assert chosen.summary()["painted_values"] == [0, 255]
    assert grey.min() == 90


def test_the_value_that_is_nearest_to_an_extreme_becomes_it() -> None:
    images = np.full((2, 2, 2, 3), 100, np.uint8)
    images[1, 0, 1, 2] = 230
    assert np.argwhere(with_extreme(images, 255) == 255).tolist() == [[1, 0, 1, 2]]


def test_pictures_with_black_and_white_are_left_as_they_are(dataset: Dataset) -> None:
    chosen = choose_calibration(dataset.train, count=50, seed=1)
    assert chosen.painted == ()
    places = [dataset.train.hashes.index(digest) for digest in chosen.hashes]
    assert np.array_equal(chosen.images, dataset.train.images[places])


def test_images_on_the_disk_are_chosen_as_those_in_memory(tmp_path: Path) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 12, "square": 12}, seed=1)
    kept, streamed = (
        load_image_folder(root, image_size=16, seed=1, memory_bytes=memory_bytes)
        for memory_bytes in (10**6, 0)
    )
    one, other = (
        choose_calibration(dataset.train, count=10, seed=1) for dataset in (kept, streamed)
    )
    assert one.summary() == other.summary()
    assert np.array_equal(one.images, other.images)


def test_all_images_are_taken_where_there_are_too_few(dataset: Dataset) -> None:
    few = dataset.train.take(range(30))
    assert len(choose_calibration(few, count=500, seed=1).images) == 30


def test_no_images_are_refused(dataset: Dataset) -> None:
    with pytest.raises(PipelineError, match="no training images to calibrate"):
        choose_calibration(dataset.train.take([]), count=10, seed=1)


def of_folder(folder: Path, *, count: int = 100, held_out: tuple[bytes, ...] = ()) -> Calibration:
    return calibration_from_folder(folder, image_size=16, count=count, seed=1, held_out=held_out)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """Twelve pictures without classes."""
    return write_shapes_folder(tmp_path / "flat", {"circle": 12}, seed=1) / "circle"


def test_a_folder_of_pictures_without_classes_is_the_usual_one(flat: Path) -> None:
    chosen = of_folder(flat)
    assert chosen.images.shape == (12, 16, 16, 3)
    assert chosen.source == "circle"
    files = {hashlib.sha256(path.read_bytes()).digest() for path in flat.iterdir()}
    assert set(chosen.hashes) == files
    assert chosen.remarks[0].startswith(f"{flat} holds 12 different pictures.")
    assert of_folder(flat, count=5).hashes == chosen.hashes[:5]


def test_pictures_are_read_by_the_rule_of_the_device(flat: Path) -> None:
    chosen = of_folder(flat)
    by_hash = {hashlib.sha256(path.read_bytes()).digest(): path for path in flat.iterdir()}
    decoded = decode_image(by_hash[chosen.hashes[3]].read_bytes())
    expected = fit_to_input(decoded, height=16, width=16)
    assert (chosen.images[3] != expected).sum() <= 2  # But for the painted 0 and 255.


def test_folders_of_classes_are_balanced(tmp_path: Path) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 30, "square": 4}, seed=1)
    squares = {hashlib.sha256(p.read_bytes()).digest() for p in (root / "square").iterdir()}
    chosen = of_folder(root, count=8)
    assert len(set(chosen.hashes) & squares) == 4


def test_of_a_data_set_with_parts_the_train_part_is_taken(tmp_path: Path) -> None:
    counts = {"train/circle": 5, "train/square": 5, "test/circle": 3, "test/square": 3}
    root = write_shapes_folder(tmp_path / "data", counts, seed=1)
    trained = {hashlib.sha256(p.read_bytes()).digest() for p in (root / "train").rglob("*.png")}
    assert set(of_folder(root).hashes) == trained


def test_files_that_are_no_pictures_and_copies_are_left_out_and_said(flat: Path) -> None:
    (flat / "notes.txt").write_text("no picture")
    (flat / "copy.png").write_bytes((flat / "0000.png").read_bytes())
    (flat / ".hidden").write_text("")
    chosen = of_folder(flat)
    assert len(chosen.images) == len(set(chosen.hashes)) == 12
    assert chosen.remarks[0] == (
        f"{flat}: left out 1 of the files: notes.txt (This is not a picture that can be read)."
    )


def test_pictures_that_judge_are_refused(flat: Path) -> None:
    held = hashlib.sha256((flat / "0003.png").read_bytes()).digest()
    with pytest.raises(PipelineError, match=r"1 of the pictures are among.*0003\.png"):
        of_folder(flat, held_out=(held, bytes(32)))


def test_a_folder_with_one_class_is_refused(tmp_path: Path) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 5}, seed=1)
    with pytest.raises(PipelineError, match="pictures of one class only, circle"):
        of_folder(root)


def test_a_class_without_a_readable_picture_is_refused(tmp_path: Path) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 5}, seed=1)
    (root / "square").mkdir()
    with pytest.raises(PipelineError, match="no file of the class square can be read"):
        of_folder(root)
    (root / "square" / "a.png").write_text("no picture")
    with pytest.raises(PipelineError, match=r"The first that cannot is a\.png: This is not"):
        of_folder(root)


def test_folders_without_pictures_are_refused(tmp_path: Path, flat: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PipelineError, match=r"empty is empty\. Expected a folder of pictures"):
        of_folder(tmp_path / "empty")
    (tmp_path / "empty" / "a.txt").write_text("a")
    with pytest.raises(PipelineError, match="no file of it can be read as a picture"):
        of_folder(tmp_path / "empty")
    with pytest.raises(PipelineError, match="missing cannot be read: No such file"):
        of_folder(tmp_path / "missing")
    with pytest.raises(PipelineError, match=r"0000\.png cannot be read: Not a directory"):
        of_folder(flat / "0000.png")
    (flat / "folder").mkdir()
    with pytest.raises(PipelineError, match=r"both folders and files, such as 0000\.png"):
        of_folder(flat)
