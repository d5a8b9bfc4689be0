"""The picture of what the net sees."""

from dataclasses import replace

import numpy as np
from PIL import Image

from training.augmentation_picture import augmentation_samples, draw_augmentation, grid

OFF = {"horizontal_flip": False, "translation_px": 0}


def test_versions_are_of_the_images_beside_them(dataset, recipe):
    originals, versions = augmentation_samples(dataset.train, replace(recipe, **OFF))
    assert originals.shape == (6, 32, 32, 3)
    assert versions.shape == (6, 8, 32, 32, 3)
    assert (versions == originals[:, None]).all()


def test_versions_differ_as_the_recipe_says(dataset, recipe):
    _, versions = augmentation_samples(dataset.train, replace(recipe, cutout_px=8))
    for row in versions:
        assert len(np.unique(row, axis=0)) == 8


def test_few_images_are_all_shown(dataset, recipe):
    originals, _ = augmentation_samples(dataset.train.take(range(3)), recipe)
    assert np.array_equal(originals, dataset.train.images[:3])


def test_a_grid_is_read_like_a_page():
    pictures = np.arange(6, dtype=np.uint8).reshape(2, 3, 1, 1, 1) * np.ones((4, 5, 3), np.uint8)
    page = grid(pictures)
    assert page.shape == (2 * 4 + 1, 3 * 5 + 2, 3)
    assert page[::5, ::6, 0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (page[4] == 255).all()
    assert (page[:, 5] == 255).all()


def test_the_picture_is_whole(dataset, recipe, tmp_path):
    draw_augmentation(tmp_path / "augmentation.png", dataset.train, recipe)
    with Image.open(tmp_path / "augmentation.png") as picture:
        picture.load()
        assert min(picture.size) > 300
    assert [path.name for path in tmp_path.iterdir()] == ["augmentation.png"]
