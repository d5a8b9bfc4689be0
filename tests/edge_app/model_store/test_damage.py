"""A store in which the disk, or somebody, changed or removed something: it still gives a model."""

import json
import shutil

import pytest

from edge_app.errors import ModelFileError
from edge_app.model_store import ModelStore
from edge_app.model_store.generations import MANIFEST
from tests.edge_app.brought_models import flip_byte, write_ours


@pytest.fixture
def two(store: ModelStore, tmp_path) -> ModelStore:
    """A store whose active model is ``net``; before it, ``other`` was."""
    store.install(write_ours(tmp_path / "other", name="other"), use=True)
    store.install(write_ours(tmp_path / "net"), use=True)
    return store


def test_the_active_model_is_opened_without_a_word(two):
    opened = two.open_active()
    assert (opened.model.name, opened.problem) == ("net", None)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"name": 1}', b"\xff\xfe", b"[" * 5000])
def test_a_damaged_choice_falls_back_to_the_one_before(two, content):
    two.active_file.write_bytes(content)
    opened = two.open_active()
    assert opened.model.name == "other"
    assert "active.json cannot be read: it is damaged. other answers instead" in opened.problem
    two.use("net")
    assert two.open_active().problem is None


def test_two_damaged_choices_fall_back_to_the_shipped_model(two):
    two.active_file.write_text("?")
    (two.folder / "previous.json").write_text("?")
    opened = two.open_active()
    assert opened.model.origin == "shipped"
    assert "previous.json cannot be read" in opened.problem


def test_damage_beside_the_active_model_is_no_problem_of_it(two):
    (two.folder / "previous.json").write_text("?")
    (two.find("other").path.with_name(MANIFEST)).write_text("?")
    assert len(two.problems()) == 2
    opened = two.open_active()
    assert (opened.model.name, opened.problem) == ("net", None)


def test_a_choice_that_cannot_be_read_falls_back(two):
    two.active_file.unlink()
    two.active_file.mkdir()
    opened = two.open_active()
    assert opened.model.name == "other"
    assert "active.json cannot be read: Is a directory" in opened.problem


@pytest.mark.parametrize("file", ["net.tflite", "net.json"])
def test_a_damaged_file_of_the_active_model_falls_back(two, file):
    flip_byte(two.find("net").path.with_name(file))
    opened = two.open_active()
    assert opened.model.name == "other"
    assert f"{file}: The file is damaged" in opened.problem
    assert "other answers instead" in opened.problem


def test_a_flipped_byte_of_an_installed_label_file_is_found(store, foreign):
    store.install(foreign, use=True)
    path = store.find("theirs").path.with_name("labels.txt")
    path.write_bytes(path.read_bytes().replace(b"red", b"rad"))
    assert "labels.txt: The file is damaged" in store.open_active().problem


def test_a_missing_file_of_the_active_model_falls_back(two):
    two.find("net").path.unlink()
    opened = two.open_active()
    assert opened.model.name == "other"
    assert "The active model net is gone" in opened.problem
    assert "net" not in [model.name for model in two.models()]


def test_a_folder_that_was_removed_by_hand_falls_back(two):
    shutil.rmtree(two.find("net").path.parent)
    assert two.open_active().model.name == "other"
    shutil.rmtree(two.folder)
    assert two.open_active().model.name == "cifar10-resnet8"


def test_a_damaged_manifest_hides_its_generation_and_is_said(two):
    folder = two.find("net").path.parent
    (folder / MANIFEST).write_text("{")
    assert two.problems() == ["The active model net is gone.", f"{folder} is damaged: install the "
                              "model again."]  # fmt: skip
    assert two.open_active().model.name == "other"


@pytest.mark.parametrize("name", ["../../other@1/other.tflite", "/etc/passwd", "..", "a/b"])
def test_a_manifest_leads_nowhere_else(two, name):
    manifest = two.find("net").path.with_name(MANIFEST)
    content = json.loads(manifest.read_text())
    content["models"][0]["file"] = name
    manifest.write_text(json.dumps(content))
    assert "net" not in [model.name for model in two.models()]
    assert len(two.problems()) == 2


def test_a_manifest_of_a_later_version_is_not_guessed_at(two):
    manifest = two.find("net").path.with_name(MANIFEST)
    manifest.write_text(manifest.read_text().replace('"schema": 1', '"schema": 2'))
    assert two.open_active().model.name == "other"


def test_the_older_generation_counts_where_the_newest_is_damaged(two, tmp_path):
    two.install(write_ours(tmp_path / "newer", labels=b"rot\ngreen\nblue\n"))
    (two.find("net").path.with_name(MANIFEST)).unlink()
    assert two.find("net").open().labels[0] == "red"


def test_all_variants_are_those_of_the_generation_that_serves(two, tmp_path):
    """As after a kill between the name of the newer generation and the choice of it."""
    choice = two.active_file.read_bytes()
    two.install(write_ours(tmp_path / "newer", labels=b"rot\ngreen\nblue\n"))
    two.active_file.write_bytes(choice)
    assert {two.find(name).path.parent.name for name in ("net", "net.float32")} == {"net@1"}
    assert two.open_active().classifier.labels[0] == "red"


def test_a_copied_folder_of_somebody_is_no_generation(two):
    shutil.copytree(two.find("net").path.parent, two.folder / "my backup")
    (two.folder / "@3").mkdir()
    (two.folder / "x@y").mkdir()
    assert two.problems() == []
    assert two.open_active().problem is None


def test_a_model_file_that_was_copied_into_the_folder_is_pointed_out(two, ours):
    shutil.copy(ours / "net.tflite", two.folder)
    (stray,) = two.strays()
    assert "net.tflite: It is not installed" in stray


def test_without_any_good_model_the_reasons_are_said(tmp_path, converted):
    flip_byte(converted / "cifar10-resnet8.tflite", 50_000)
    broken = ModelStore(tmp_path / "store", default=converted / "cifar10-resnet8.tflite")
    with pytest.raises(ModelFileError, match="is damaged, or is not the one"):
        broken.open_active()
    nothing = ModelStore(tmp_path / "store", default=tmp_path / "nothing.tflite")
    with pytest.raises(ModelFileError, match=r"nothing\.tflite is missing"):
        nothing.open_active()


def test_an_update_of_the_app_brings_another_file_to_a_chosen_shipped_model(tmp_path, converted):
    store = ModelStore(tmp_path / "store", default=converted / "cifar10-resnet8.tflite")
    store.use("cifar10-resnet8.float32")
    for path in converted.iterdir():
        path.unlink()
    write_ours(converted, name="cifar10-resnet8")
    opened = store.open_active()
    assert (opened.model.name, opened.problem) == ("cifar10-resnet8.float32", None)
