"""Small archives, data sets and recipes, so that a test needs no download and no hours."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import drawing
from training.datasets import Dataset, DataSettings, load_dataset
from training.recipe import Recipe

WriteArchive = Callable[..., Path]


@pytest.fixture
def members() -> dict[str, bytes]:
    """The members of an archive of 40 training and 12 test pictures, by their names."""
    return drawing.shapes_members(train_images=40, test_images=12, seed=3)


@pytest.fixture
def write_archive(tmp_path: Path) -> WriteArchive:
    """A function that writes members as an archive in ``tmp_path``, and returns its path."""

    def write(
        members: dict[str, bytes],
        *,
        name: str = "shapes.tar.gz",
        mode: str = "w:gz",
        links: Iterable[str] = (),
    ) -> Path:
        return drawing.write_archive(tmp_path / name, members, mode=mode, links=links)

    return write


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The drawn shapes: 96 training, 32 validation and 16 test images."""
    drawn = drawing.shapes_members(train_images=128, test_images=16, seed=5)
    archive = drawing.write_archive(tmp_path_factory.mktemp("small") / "small.tar.gz", drawn)
    settings = DataSettings(image_size=32, validation_images=32, seed=1)
    return load_dataset(str(archive), recipe=settings)


@pytest.fixture
def recipe() -> Recipe:
    """Two epochs of the plain net on ``dataset``, three batches each."""
    return Recipe(
        name="tiny",
        architecture="plain-cnn",
        epochs=2,
        batch_size=32,
        optimizer="adam",
        schedule="constant",
        learning_rate=0.001,
        validation_images=32,
        seed=1,
        horizontal_flip=True,
        translation_px=2,
    )


@pytest.fixture
def longer(recipe: Recipe) -> Recipe:
    """The tiny recipe with five epochs."""
    return replace(recipe, epochs=5)


@pytest.fixture(scope="module")
def few_images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CIFAR-10 binary archive of 220 training and 20 test pictures."""
    members = drawing.shapes_members(train_images=220, test_images=20, seed=11)
    return drawing.write_archive(tmp_path_factory.mktemp("data") / "few.tar.gz", members)
