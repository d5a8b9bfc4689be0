"""Which pictures are called copies of each other, and which only look alike."""

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from training.inspection.duplicates import (
    MAX_DISTANCE_BITS,
    MIN_CORRELATION,
    correlations,
    exact_groups,
    near_groups,
    perceptual_hashes,
    without_bands,
)
from training.inspection.measure import measure
from training.inspection.pictures import Picture


def thumbnails(*pictures) -> np.ndarray:
    measured = [measure(Picture("", 0, None, np.asarray(picture))) for picture in pictures]
    return np.stack([one.thumbnail for one in measured])


def as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream)


def test_equal_digests_make_a_group():
    groups = exact_groups(["a", "b", "a", "c", "c", "a"])
    assert [group.members for group in groups] == [(0, 2, 5), (3, 4)]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((61, 47)),
        lambda image: as_jpeg(image, 20),
        lambda image: ImageEnhance.Brightness(image).enhance(0.6),
        lambda image: ImageEnhance.Contrast(image).enhance(0.5),
        lambda image: image.convert("L").convert("RGB"),
        lambda image: image.crop((2, 2, 158, 118)),
    ],
    ids=["resized", "compressed", "darker", "paler", "grey", "cut a little"],
)
@pytest.mark.parametrize("seed", range(3))
def test_a_changed_copy_is_found(photo, change, seed):
    image = Image.fromarray(photo(seed))
    groups = near_groups(thumbnails(image, photo(seed + 100), change(image).convert("RGB")))
    assert [group.members for group in groups] == [(0, 2)]
    assert 0.9 <= groups[0].correlation <= 1.0001


def test_different_pictures_are_not_grouped(photo):
    assert near_groups(thumbnails(*(photo(seed) for seed in range(150)))) == []


def test_scenes_that_share_only_a_horizon_are_not_grouped(photo):
    random = np.random.default_rng(0)
    horizon = np.where(np.arange(32) < 16, 90, -90)[:, None]
    common = 0.2 * (thumbnails(photo(0))[0] - 128.0)
    fine = [np.kron(random.normal(0, 25, (16, 16)), [[1, -1], [-1, 1]]) for _ in range(2)]
    scenes = np.stack([128 + horizon + common + grain for grain in fine])
    scenes = scenes.clip(0, 255)
    first, second = scenes[:1].astype(np.float32), scenes[1:].astype(np.float32)
    # Both other conditions hold, so that it is the detail that tells them apart.
    bits = perceptual_hashes(scenes.astype(np.uint8))
    assert np.bitwise_count(bits[0] ^ bits[1]) <= MAX_DISTANCE_BITS
    assert correlations(first, second)[0] > MIN_CORRELATION
    assert near_groups(scenes.astype(np.uint8)) == []


def test_copies_far_apart_in_a_long_list_are_found():
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (2600, 32, 32)).astype(np.uint8)
    pictures[[700, 2599]] = pictures[3]
    assert [group.members for group in near_groups(pictures)] == [(3, 700, 2599)]


def test_many_frames_of_one_scene_are_one_group(photo):
    random = np.random.default_rng(0)
    scene = thumbnails(photo(0)).astype(int)
    frames = (scene + random.integers(-3, 4, (700, 32, 32))).clip(0, 255).astype(np.uint8)
    groups = near_groups(frames)
    assert [len(group.members) for group in groups] == [700]


def test_nothing_to_compare_makes_no_group():
    assert near_groups(np.zeros((0, 32, 32), np.uint8)) == []


def test_a_hash_has_31_of_63_bits_and_ignores_brightness(photo):
    pictures = thumbnails(photo(0), photo(1), photo(2))
    hashes = perceptual_hashes(pictures)
    assert np.bitwise_count(hashes).tolist() == [31, 31, 31]
    assert np.bitwise_count(perceptual_hashes(pictures // 2 + 60) ^ hashes).max() <= 4


def test_correlation_is_numpys(photo):
    a, b = (thumbnails(photo(seed)).astype(np.float32) for seed in (0, 1))
    expected = np.corrcoef(a.ravel(), b.ravel())[0, 1]
    assert correlations(a, b)[0] == pytest.approx(expected, abs=1e-5)
    assert correlations(a, 255 - a)[0] == pytest.approx(-1, abs=1e-5)
    assert correlations(a, np.zeros_like(a))[0] == 0


def test_bands_are_what_rows_and_columns_have_in_common():
    rows, columns = np.arange(5.0)[:, None], np.arange(7.0)[None, :] ** 2
    pictures = (3 * rows + columns)[None].astype(np.float32)
    assert np.abs(without_bands(pictures)).max() < 1e-5
