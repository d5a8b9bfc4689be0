from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from convert.calibration import choose_calibration
from edge_app.errors import PipelineError
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


def test_pictures_without_black_and_white_get_one_pixel_of_each() -> None:
    grey = np.full((6, 8, 8, 3), 100, np.uint8)
    split = Split(grey, np.arange(6) % 2, tuple(bytes([i]) * 32 for i in range(6)))
    images = choose_calibration(split, count=4, seed=1).images
    assert images.min() == 0
    assert images.max() == 255
    assert (images == 100).mean() > 0.98
    assert (split.images == 100).all()


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
