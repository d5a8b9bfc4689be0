"""Install, choose, go back and remove, as a person does it."""

import json
from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import ModelFileError, ModelNotFoundError, ModelStoreError
from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import flip_byte, ours, write_foreign, write_ours

SHIPPED = ["cifar10-resnet8", "cifar10-resnet8.float32"]
RED = np.full((8, 8, 3), (250, 0, 0), np.uint8)


def names(store: ModelStore) -> list[str]:
    return [model.name for model in store.models()]


def said(store: ModelStore) -> str:
    """What the active model calls a red picture."""
    return store.open_active().classifier.classify(RED).predictions[0].label


def test_an_empty_store_has_the_shipped_models_and_makes_no_folder(store):
    assert names(store) == SHIPPED
    assert {model.origin for model in store.models()} == {"shipped"}
    assert store.active_name() == "cifar10-resnet8"
    assert store.previous() is None
    assert store.problems() == []
    assert not store.folder.exists()


def test_a_shipped_model_is_described_by_its_record(store, root):
    record = json.loads((root / "models/cifar10-resnet8.json").read_text())
    for model in store.models():
        entry = record["variants"][model.facts.variant]
        assert model.facts.sha256 == entry["sha256"]
        assert model.facts.bytes == model.path.stat().st_size
        assert model.facts.accuracy == entry["test"]["accuracy"]["value"]
        assert model.facts.accuracy_count == 10_000
        assert model.facts.classes == 10
        assert model.facts.input_size == (32, 32)


def test_the_real_models_are_installed_with_their_record_and_replayed(store, converted):
    done = store.install(converted)
    assert sorted(done.names) == SHIPPED
    assert [model.origin for model in store.models()] == ["installed", "installed"]
    model = store.find("cifar10-resnet8.float32")
    assert model.open().info.sha256 == model.facts.sha256
    assert sorted(path.name for path in model.path.parent.iterdir()) == [
        ".package.json",
        "cifar10-resnet8.float32.tflite",
        "cifar10-resnet8.json",
        "cifar10-resnet8.tflite",
    ]


def test_what_is_installed_does_not_serve_before_it_is_chosen(store, ours):
    assert store.install(ours).serving is None
    assert names(store) == [*SHIPPED, "net", "net.float32"]
    assert store.active_name() == "cifar10-resnet8"
    store.use("net.float32")
    assert store.active_name() == "net.float32"
    assert store.previous().name == "cifar10-resnet8"
    assert said(store) == "red"


def test_with_use_the_recommended_one_of_a_folder_serves(store, ours):
    assert store.install(ours, use=True).serving == "net"
    assert store.active_name() == "net"


def test_a_new_generation_of_the_active_model_serves_and_the_old_one_comes_back(store, tmp_path):
    store.install(write_ours(tmp_path / "one"), use=True)
    newer = write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n")
    assert store.install(newer).serving == "net"
    assert said(store) == "rot"
    assert store.rollback().name == "net"
    assert said(store) == "red"
    store.use("cifar10-resnet8")
    store.use("net")
    assert said(store) == "red", "The generation that was gone back to is the one that counts."
    store.rollback()
    assert store.active_name() == "cifar10-resnet8"


def test_a_second_roll_back_undoes_the_first(store, tmp_path):
    store.install(write_ours(tmp_path / "one"), use=True)
    store.install(write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n"))
    for expected in ("red", "rot", "red", "rot"):
        store.rollback()
        assert said(store) == expected


def test_the_last_installation_of_a_model_that_does_not_serve_can_be_taken_back(store, tmp_path):
    store.install(write_ours(tmp_path / "one"))
    store.install(write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n"))
    assert store.find("net").open().labels[0] == "rot"
    assert store.rollback("net").open().labels[0] == "red"
    assert store.active_name() == "cifar10-resnet8"
    assert store.rollback("net.float32").open().labels[0] == "rot"


def test_two_generations_are_kept_and_those_that_serve_or_served(store, tmp_path):
    for number in range(5):
        labels = f"red{number}\ngreen\nblue\n".encode()
        store.install(write_ours(tmp_path / f"{number}", labels=labels), use=number == 0)
        if number == 0:
            store.use("cifar10-resnet8")  # What served before is now generation 1.
    folders = sorted(path.name for path in store.folder.iterdir() if path.is_dir())
    assert folders == ["net@1", "net@4", "net@5"]
    store.rollback()
    assert said(store) == "red0"


def test_one_variant_alone_keeps_the_other_of_the_same_record(store, ours):
    store.install(ours)
    flip_byte(store.find("net").path)
    done = store.install(ours / "net.tflite")
    assert (done.is_new, done.gone) == (True, [])
    assert names(store) == [*SHIPPED, "net", "net.float32"]
    assert store.find("net").open().labels == store.find("net.float32").open().labels


def test_variants_of_an_older_record_go_unless_one_of_them_serves(store, tmp_path):
    store.install(write_ours(tmp_path / "one"))
    newer = write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n", variants=("int8",))
    store.use("net.float32")
    with pytest.raises(ModelStoreError, match=r"net\.float32 is the active model, and the record"):
        store.install(newer)
    store.use("cifar10-resnet8")
    assert store.install(newer).gone == ["net.float32"]
    assert names(store) == [*SHIPPED, "net"]


def test_the_same_again_changes_nothing(store, ours):
    store.install(ours)
    before = sorted(store.folder.rglob("*"))
    done = store.install(ours)
    assert not done.is_new
    assert sorted(store.folder.rglob("*")) == before


def test_the_same_again_repairs_a_damaged_one(store, ours):
    store.install(ours, use=True)
    flip_byte(store.find("net").path)
    with pytest.raises(ModelFileError, match="is damaged: its SHA-256 is"):
        store.use("net")
    assert store.install(ours).is_new
    assert store.use("net").open().labels == ("red", "green", "blue")
    assert len([path for path in store.folder.iterdir() if path.is_dir()]) == 1


def test_an_installed_model_goes_before_a_shipped_one_of_its_name(store, tmp_path):
    write_ours(tmp_path / "mine", name="cifar10-resnet8", variants=("int8",))
    assert store.install(tmp_path / "mine").serving == "cifar10-resnet8"
    assert said(store) == "red"
    assert store.rollback().origin == "shipped"
    assert store.active().origin == "shipped"
    store.remove("cifar10-resnet8")
    assert {model.origin for model in store.models()} == {"shipped"}


def test_the_settings_of_a_foreign_model_are_kept(store, tmp_path):
    path = write_foreign(tmp_path / "theirs", labels=None, scale=0.0, dtype=np.float32)
    labels = tmp_path / "farben.txt"
    labels.write_text("rot\ngruen\nblau\n")
    store.install(path, labels=labels, input_range="0,255", use=True)
    labels.unlink()
    model = store.find("theirs")
    assert model.labels.name == "farben.txt"
    assert model.input_range == "0,255"
    assert said(store) == "rot"


def test_a_foreign_model_brings_the_label_file_beside_it_and_no_other(store, foreign):
    (foreign.parent / "theirs.txt").write_text("two\nnames\n")
    (foreign.parent / "classes.txt").write_text("a\nb\nc\n")
    store.install(foreign, use=True)
    folder = store.find("theirs").path.parent
    assert sorted(path.name for path in folder.iterdir()) == [
        ".package.json",
        "labels.txt",
        "theirs.tflite",
    ]
    assert said(store) == "red"


def test_one_variant_is_removed_from_every_generation(store, tmp_path):
    store.install(write_ours(tmp_path / "one"))
    store.install(write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n"), use=True)
    store.remove("net.float32")
    assert names(store) == [*SHIPPED, "net"]
    assert not list(store.folder.rglob("*float32*"))
    assert said(store) == "rot"
    assert store.rollback("net").open().labels[0] == "red"


def test_the_active_and_the_shipped_models_are_not_removed(store, ours):
    store.install(ours, use=True)
    with pytest.raises(ModelStoreError, match=r"net is the active model\. Choose"):
        store.remove("net")
    with pytest.raises(ModelStoreError, match="came with the app, and goes with it only"):
        store.remove("cifar10-resnet8.float32")
    with pytest.raises(ModelNotFoundError, match="There is: cifar10-resnet8, cifar10-resnet8"):
        store.remove("nothing")
    assert names(store) == [*SHIPPED, "net", "net.float32"]


def test_a_removed_model_is_no_way_back(store, ours):
    store.install(ours, use=True)
    store.use("cifar10-resnet8")
    store.remove("net")
    assert store.previous() is None
    with pytest.raises(ModelStoreError, match="or it is gone"):
        store.rollback()
    with pytest.raises(ModelStoreError, match="no earlier cifar10-resnet8 here"):
        store.rollback("cifar10-resnet8")


def test_two_packages_do_not_have_a_model_of_one_name(store, ours, tmp_path):
    store.install(ours)
    path = write_foreign(tmp_path / "theirs", file="net.float32.tflite")
    with pytest.raises(ModelStoreError, match=r"There is another model net\.float32, of net\."):
        store.install(path)
    assert store.find("net.float32").facts.variant == "float32"


def test_a_model_file_of_ours_keeps_its_bytes(store, tmp_path):
    folder = write_ours(tmp_path / "one", variants=("float32",))
    store.install(folder)
    assert store.find("net.float32").path.read_bytes() == ours("net", "float32")


def test_paths_of_another_folder_are_not_found_through_a_name(store):
    for name in ("../../models/cifar10-resnet8", "/etc/passwd", "", "cifar10-resnet8.tflite"):
        with pytest.raises(ModelNotFoundError):
            store.use(name)
    assert not Path(store.folder / "active.json").exists()
