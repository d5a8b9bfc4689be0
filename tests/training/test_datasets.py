"""Data sources by their names and paths."""

import json
import os
from collections import Counter
from dataclasses import replace

import pytest

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.datasets import DataSettings, load_dataset

SETTINGS = DataSettings(image_size=32, validation_images=8, seed=1)


def test_the_source_cifar10_is_read_from_the_named_archive(members, write_archive, monkeypatch):
    path = write_archive(members, name="cifar-10-binary.tar.xz", mode="w:xz")
    monkeypatch.setenv("CIFAR10_ARCHIVE", str(path))
    by_name = load_dataset("cifar10", recipe=SETTINGS)
    by_path = load_dataset(str(path), recipe=SETTINGS)
    assert (by_name.name, by_path.name) == ("cifar10", "cifar-10-binary")
    assert by_name.summary() == {**by_path.summary(), "name": "cifar10"}


def test_a_recipe_says_all_that_decides_the_data(members, write_archive, recipe):
    path = str(write_archive(members))
    found = load_dataset(path, recipe=replace(recipe, validation_images=8, seed=1))
    assert found.summary() == load_dataset(path, recipe=SETTINGS).summary()


def test_a_folder_and_an_archive_take_image_size_seed_and_split(members, write_archive, tmp_path):
    folder = write_shapes_folder(tmp_path / "data", {"circle": 6, "square": 6}, seed=1)
    for source in (str(write_archive(members)), str(folder)):
        options = {"recipe": replace(SETTINGS, image_size=24), "split": (50, 25, 25)}
        found = load_dataset(source, **options)
        assert found.train.images.shape[1:] == (24, 24, 3)
        assert found.summary()["split"] == "50/25/25"
        other = load_dataset(source, recipe=replace(SETTINGS, seed=2), split=(50, 25, 25))
        assert other.train.digest() != found.train.digest()


def test_an_unknown_source_says_what_is_expected():
    expected = r"No data source 'cifar11'\. Expected cifar10, .* archive .*folder of pictures"
    with pytest.raises(PipelineError, match=expected):
        load_dataset("cifar11", recipe=SETTINGS)


def test_a_named_archive_that_is_missing_is_refused_without_a_download(monkeypatch, tmp_path):
    monkeypatch.setenv("CIFAR10_ARCHIVE", str(tmp_path / "absent.tar.gz"))
    with pytest.raises(PipelineError, match=r"No archive at .*absent\.tar\.gz"):
        load_dataset("cifar10", recipe=SETTINGS)


@pytest.mark.skipif(
    not os.environ.get("CIFAR10_ARCHIVE"),
    reason="needs the official data: set CIFAR10_ARCHIVE to cifar-10-binary.tar.gz",
)
def test_the_official_archive_has_its_counts_and_the_split_of_the_shipped_model(root):
    data = load_dataset("cifar10", recipe=replace(SETTINGS, validation_images=5000))
    record = json.loads((root / "models/cifar10-resnet8.json").read_text())
    assert data.summary() == record["training"]["data"]
    for split, per_class in ((data.train, 4500), (data.validation, 500), (data.test, 1000)):
        assert Counter(split.labels.tolist()) == dict.fromkeys(range(10), per_class)
    hashes = [*data.train.hashes, *data.validation.hashes, *data.test.hashes]
    assert len(set(hashes)) == len(hashes) == 60_000
    assert data.class_names[0] == "airplane"
    assert data.class_names[9] == "truck"
