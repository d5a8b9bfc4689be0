import numpy as np
import pytest

from convert.robustness.changes import CHANGES, UNCHANGED, ChangedImages, changed_split
from training.parts import Split


@pytest.fixture
def images() -> np.ndarray:
    """Three pictures: a smooth one, an even one and one of an edge. uint8 (3, 32, 32, 3)."""
    smooth = np.add.outer(np.arange(32), np.arange(32))[:, :, np.newaxis] * [3, 2, 1]
    edge = np.zeros((32, 32, 3))
    edge[:, 16:] = 200
    return np.stack([smooth, np.full((32, 32, 3), 100), edge]).astype(np.uint8)


@pytest.mark.parametrize("name", [name for name in CHANGES if name != UNCHANGED])
def test_each_change_leaves_size_and_type_and_changes_pixels_a_little(images, name):
    changed = ChangedImages(images, CHANGES[name])[:]
    assert (changed.shape, changed.dtype) == (images.shape, np.uint8)
    difference = np.abs(changed.astype(int) - images).mean()
    assert 0 < difference < 60


def test_pictures_as_they_are_are_not_changed(images):
    assert np.array_equal(ChangedImages(images, CHANGES[UNCHANGED])[:], images)


def test_a_picture_is_changed_in_the_same_way_in_any_batch(images):
    noisy = ChangedImages(images, CHANGES["noise, 8 of 255"])
    whole = noisy[:]
    assert np.array_equal(noisy[np.array([2, 1])], whole[[2, 1]])
    assert np.array_equal(noisy[1:2], whole[1:2])
    assert not np.array_equal(whole[0] - images[0], whole[1] - images[1])


def test_noise_has_the_stated_deviation_and_no_mean():
    even = np.full((4, 64, 64, 3), 128, np.uint8)
    difference = ChangedImages(even, CHANGES["noise, 8 of 255"])[:].astype(float) - 128
    assert difference.std() == pytest.approx(8, rel=0.02)
    assert abs(difference.mean()) < 0.2


def test_brightness_and_contrast_are_of_the_stated_strength(images):
    even = np.full((1, 8, 8, 3), 100, np.uint8)
    assert (ChangedImages(even, CHANGES["brightness x 0.7"])[:] == 70).all()
    assert (ChangedImages(even, CHANGES["brightness x 1.3"])[:] == 130).all()
    assert (ChangedImages(even, CHANGES["contrast x 1.3"])[:] == 100).all()
    edge = ChangedImages(images[2:], CHANGES["contrast x 0.7"])[:][0, 0, :, 0]
    assert edge[31] - edge[0] == pytest.approx(140, abs=1)


def test_a_shift_moves_every_pixel_right_and_down(images):
    moved = ChangedImages(images, CHANGES["shifted by 1 px"])[:]
    assert np.array_equal(moved[:, 1:, 1:], images[:, :-1, :-1])
    assert np.array_equal(moved[:, 0, 1:], images[:, 0, :-1])


def test_a_blur_rounds_an_edge_and_leaves_an_even_picture(images):
    blurred = ChangedImages(images, CHANGES["blur, 0.5 px"])[:]
    assert (blurred[1] == 100).all()
    assert 0 < blurred[2, 16, 15, 0] < blurred[2, 16, 16, 0] < 200


def test_lower_quality_loses_more(images):
    losses = [
        np.abs(ChangedImages(images, CHANGES[name])[:].astype(int) - images).mean()
        for name in ("JPEG, quality 75", "JPEG, quality 50")
    ]
    assert losses[0] < losses[1]


def test_a_changed_split_has_the_same_records_and_no_files(images, tmp_path):
    labels = np.array([0, 1, 0])
    split = Split(images, labels, (b"a", b"b", b"c"), (tmp_path,) * 3)
    changed = changed_split(split, "shifted by 1 px")
    assert changed.files == ()
    assert changed.digest() == split.digest()
    assert len(changed.images) == 3
    assert changed.images.shape == (3, 32, 32, 3)
