"""Random changes to images: what each does, and that it is drawn for each image."""

from dataclasses import replace

import numpy as np
import pytest

from tests.drawing import draw_shape
from training.augmentation import augment, central_crop, crop, cut_out, flip, rotate_and_zoom, shift

PICTURE = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
COPIES = np.repeat(PICTURE[None], 400, axis=0)
EVERYTHING = {
    "horizontal_flip": True,
    "translation_px": 3,
    "rotation_degrees": 20.0,
    "zoom_percent": 10.0,
    "sharpness": 0.8,
    "jpeg_quality": 40,
    "cutout_px": 6,
}
NOTHING = {"horizontal_flip": False, "translation_px": 0}


def generator() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.fixture
def smooth() -> np.ndarray:
    """One picture of (20, 30) pixels that brightens from left to right and from top to bottom."""
    rows, columns = np.mgrid[:20, :30]
    return np.stack([8 * columns, 12 * rows, 4 * (rows + columns)], axis=-1).astype(np.uint8)


def test_with_everything_off_the_images_stay_as_they_are_and_nothing_is_drawn(recipe):
    random = generator()
    same = augment(COPIES, replace(recipe, **NOTHING), random=random)
    assert np.array_equal(same, COPIES)
    assert random.random() == generator().random()


def test_a_recipe_of_flips_and_shifts_draws_as_it_always_did(recipe):
    random = generator()
    flipped = random.random(400) < 0.5
    top, left = random.integers(0, 5, (2, 400))
    images = augment(COPIES, recipe, random=generator())
    for i in (0, 1, 17, 399):
        picture = PICTURE[:, ::-1] if flipped[i] else PICTURE
        padded = np.pad(picture, ((2, 2), (2, 2), (0, 0)), mode="reflect")
        assert np.array_equal(images[i], padded[top[i] : top[i] + 4, left[i] : left[i] + 5])


def test_half_of_the_images_are_mirrored_left_to_right():
    images = flip(COPIES, random=generator())
    mirrored = [np.array_equal(image, PICTURE[:, ::-1]) for image in images]
    kept = [np.array_equal(image, PICTURE) for image in images]
    assert sum(mirrored) + sum(kept) == len(COPIES)
    assert 150 < sum(mirrored) < 250


def test_a_shift_moves_the_picture_and_fills_the_border_by_reflection():
    border = np.pad(PICTURE, ((1, 1), (1, 1), (0, 0)), mode="reflect")
    expected = {
        (down, right): border[1 - down : 5 - down, 1 - right : 6 - right]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    }
    # One shift in numbers, so that the expectation is not only numpy's word.
    assert expected[1, 0][0].tolist() == PICTURE[1].tolist()
    assert expected[1, 0][1].tolist() == PICTURE[0].tolist()

    seen = dict.fromkeys(expected, 0)
    for image in shift(COPIES, up_to_px=1, random=generator()):
        (moved,) = [by for by, picture in expected.items() if np.array_equal(image, picture)]
        seen[moved] += 1
    assert min(seen.values()) > 20  # Of 400 images, 44 are expected for each of the 9 shifts.


class Drawn:
    """A generator whose ``uniform`` gives one angle, then one scale, for every image."""

    def __init__(self, degrees: float, percent: float) -> None:
        self._values = [degrees, percent]

    def uniform(self, low: float, high: float, count: int) -> np.ndarray:
        value = self._values.pop(0)
        assert low <= value <= high
        return np.full(count, value)


def turned(image: np.ndarray, *, degrees: float = 0, percent: float = 0) -> np.ndarray:
    drawn = Drawn(degrees, percent)
    return rotate_and_zoom(image[None], degrees=180, percent=50, random=drawn)[0]


def test_no_turn_and_no_zoom_is_the_picture_itself(smooth):
    assert np.array_equal(turned(smooth), smooth)


def test_half_a_turn_is_the_picture_upside_down(smooth):
    upside_down = turned(smooth, degrees=180).astype(int)
    assert np.abs(upside_down - smooth[::-1, ::-1]).max() <= 1


def test_a_quarter_turn_goes_with_the_clock(smooth):
    square = smooth[:, 5:25]
    quarter = turned(square, degrees=90).astype(int)
    assert np.abs(quarter - np.rot90(square, -1)).max() <= 1


def test_a_zoom_of_fifty_percent_shows_the_middle_larger(smooth):
    larger = turned(smooth, percent=50).astype(int)
    # 8 a column before; now 8 / 1.5, about the same middle.
    assert np.diff(larger[10, :, 0]).mean() == pytest.approx(8 / 1.5, abs=0.1)
    assert np.diff(larger[:, 10, 1]).mean() == pytest.approx(12 / 1.5, abs=0.1)
    assert larger[9:11, 14:16].mean() == pytest.approx(smooth[9:11, 14:16].mean(), abs=1)


def test_a_smaller_picture_is_filled_by_reflection(smooth):
    smaller = turned(smooth, percent=-50).astype(int)
    middle = smaller[6:14, 9:21]
    assert np.diff(middle[4, :, 0]).mean() == pytest.approx(16, abs=0.5)
    # 15 columns of the picture, and on both sides the picture mirrored.
    assert smaller[10, 7:0:-1, 0] == pytest.approx(smaller[10, 8:15, 0], abs=17)


def test_each_picture_has_its_own_turn_and_zoom(smooth):
    pictures = np.repeat(smooth[None], 30, axis=0)
    for settings in ({"degrees": 10, "percent": 0}, {"degrees": 0, "percent": 10}):
        images = rotate_and_zoom(pictures, random=generator(), **settings)
        assert len(np.unique(images, axis=0)) == 30


def test_a_crop_is_a_part_of_the_picture_from_anywhere_in_it(smooth):
    images = crop(np.repeat(smooth[None], 300, axis=0), side_px=17, random=generator())
    assert images.shape == (300, 17, 17, 3)
    places = set()
    for image in images:
        column, row = image[0, 0, 0] // 8, image[0, 0, 1] // 12
        assert np.array_equal(image, smooth[row : row + 17, column : column + 17])
        places.add((int(row), int(column)))
    assert {row for row, _ in places} == set(range(4))
    assert {column for _, column in places} == set(range(14))


def test_the_central_crop_is_the_middle(smooth):
    assert np.array_equal(central_crop(smooth[None], 10)[0], smooth[5:15, 10:20])


def test_crops_are_taken_before_a_square_is_hidden(recipe, smooth):
    hidden = replace(recipe, **NOTHING | {"cutout_px": 6})
    images = augment(smooth[None], hidden, random=generator(), crop_px=8)
    assert images.shape == (1, 8, 8, 3)


@pytest.fixture
def photo() -> np.ndarray:
    return draw_shape("triangle", np.random.default_rng(4))


def test_a_square_is_hidden_behind_the_mean_colour(smooth):
    images = cut_out(np.repeat(smooth[None], 200, axis=0), side_px=6, random=generator())
    mean = smooth.mean(axis=(0, 1)).round()
    changed = (images != smooth).any(axis=-1)
    for image, where in zip(images, changed, strict=True):
        rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
        assert 3 <= np.ptp(rows) + 1 <= 6
        assert 3 <= np.ptp(columns) + 1 <= 6
        assert (image[where] == mean).all()
    # Every pixel has its turn, the corners too.
    assert changed.sum() > 200 * 6 * 6 * 0.7
    assert changed[:, :3, :3].any()
    assert changed[:, -3:, -3:].any()


@pytest.mark.parametrize("on", [NOTHING, EVERYTHING])
def test_shape_type_and_the_given_images_are_kept(recipe, on, photo):
    given = np.repeat(photo[None], 5, axis=0)
    images = augment(given, replace(recipe, **on), random=generator())
    assert (images.dtype, images.shape) == (np.uint8, given.shape)
    assert (given == photo).all()


@pytest.mark.parametrize("setting", EVERYTHING)
def test_each_setting_changes_images_by_itself(recipe, setting, photo):
    given = np.repeat(photo[None], 8, axis=0)
    alone = replace(recipe, **NOTHING | {setting: EVERYTHING[setting]})
    assert not np.array_equal(augment(given, alone, random=generator()), given)


def test_pictures_that_are_not_square_are_taken(recipe, smooth):
    images = augment(smooth[None], replace(recipe, **EVERYTHING), random=generator())
    assert images.shape == (1, 20, 30, 3)
