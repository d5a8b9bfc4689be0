"""Random changes to the quality of images: what each does, and that it is drawn for each image."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from tests.drawing import draw_shape
from training.image_quality import change_sharpness, compress


def generator() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.fixture
def photo() -> np.ndarray:
    return draw_shape("triangle", np.random.default_rng(4))


class Drawn:
    """A generator whose ``uniform`` gives one factor for every image."""

    def __init__(self, factor: float) -> None:
        self._factor = factor

    def uniform(self, low: float, high: float, count: int) -> np.ndarray:
        assert low <= self._factor <= high
        return np.full(count, self._factor)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 1.7])
def test_a_factor_changes_a_picture_as_pillow_does_but_for_its_border(photo, factor):
    ours = change_sharpness(photo[None], by=1.0, random=Drawn(factor))[0].astype(int)
    pillows = np.asarray(ImageEnhance.Sharpness(Image.fromarray(photo)).enhance(factor), int)
    # Pillow rounds twice, and the second time a rounding error may count for twice as much.
    assert np.abs(ours - pillows)[1:-1, 1:-1].max() <= 2


def test_a_smooth_picture_stays_as_it_is_and_its_border_too():
    grey = np.full((3, 5, 7, 3), 90, np.uint8)
    assert np.array_equal(change_sharpness(grey, by=1.0, random=generator()), grey)


def test_what_is_beyond_black_and_white_is_cut_off():
    board = (np.indices((8, 8)).sum(axis=0) % 2 * 255).astype(np.uint8)
    picture = np.repeat(board[None, :, :, None], 3, axis=3)
    sharper = change_sharpness(picture, by=1.0, random=Drawn(2.0))
    assert np.array_equal(sharper, picture)


def test_each_picture_is_sharpened_or_blurred_by_a_factor_of_its_own(photo):
    pictures = np.repeat(photo[None], 40, axis=0)
    images = change_sharpness(pictures, by=0.8, random=generator())
    assert len(np.unique(images, axis=0)) > 35
    contrast = np.abs(np.diff(images.astype(int), axis=1)).mean(axis=(1, 2, 3))
    own = np.abs(np.diff(photo.astype(int), axis=0)).mean()
    assert 8 < (contrast > own).sum() < 32


def test_compression_changes_a_picture_a_little_and_less_at_a_high_quality(photo):
    pictures = np.repeat(photo[None], 20, axis=0)

    def error(lowest_quality: int) -> float:
        images = compress(pictures, lowest_quality=lowest_quality, random=generator())
        return float(np.abs(images.astype(int) - photo).mean())

    assert 0 < error(99) < error(50) < error(1) < 60


def test_half_of_the_pictures_are_compressed_each_at_a_quality_of_its_own(photo):
    pictures = np.repeat(photo[None], 80, axis=0)
    images = compress(pictures, lowest_quality=20, random=generator())
    changed = images[(images != photo).any(axis=(1, 2, 3))]
    assert 25 < len(changed) < 55
    assert len(np.unique(changed, axis=0)) > 20
