"""What is brought and cannot be used: refused before it is visible, with what to do."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import ModelFileError
from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import flip_byte, write_foreign, write_ours


@pytest.fixture
def refused(store: ModelStore):
    """Install something that must be refused; gives what is said. Nothing of it may be left."""

    def refuse(path: Path, **settings: object) -> str:
        with pytest.raises(ModelFileError) as caught:
            store.install(path, **settings)
        assert {model.origin for model in store.models()} == {"shipped"}
        assert [path.name for path in store.folder.iterdir()] == [".lock"]
        message = str(caught.value)
        assert str(store.folder) not in message, "The person knows what was brought, only."
        return message

    return refuse


def test_a_model_of_ours_needs_its_record(refused, ours):
    (ours / "net.json").unlink()
    message = refused(ours / "net.tflite")
    assert "net.tflite: Its record net.json is not beside it" in message
    assert "copy the record too" in message


@pytest.mark.parametrize("place", [200, 40_000, 90_000])
def test_a_flipped_byte_in_a_model_is_found(refused, converted, place):
    flip_byte(converted / "cifar10-resnet8.tflite", place)
    message = refused(converted)
    assert "cifar10-resnet8.tflite" in message
    assert "Copy" in message


def test_a_flipped_digest_in_the_record_is_found(refused, ours):
    record = (ours / "net.json").read_text()
    place = record.index('"sha256": "') + 11
    digit = "0" if record[place] != "0" else "1"
    (ours / "net.json").write_text(record[:place] + digit + record[place + 1 :])
    assert "the one that its record net.json describes" in refused(ours)


def test_a_record_that_is_no_json_is_found(refused, ours):
    record = ours / "net.json"
    record.write_bytes(record.read_bytes()[:-30])
    assert "is damaged, or is not the record of a model" in refused(ours)


@pytest.mark.parametrize(
    "content", ["[]", '{"variants": 3}', '{"variants": {"a": {}}}', "[" * 9999]
)
def test_another_json_is_no_record(refused, ours, content):
    (ours / "net.json").write_text(content)
    assert "is damaged, or is not the record of a model" in refused(ours)


def test_wrong_golden_samples_are_found(refused, converted):
    record = json.loads((converted / "cifar10-resnet8.json").read_text())
    sample = record["variants"]["int8"]["golden_samples"]["samples"][0]
    sample["probabilities"] = [0.1] * len(sample["probabilities"])
    (converted / "cifar10-resnet8.json").write_text(json.dumps(record))
    assert "answers otherwise than where it was made" in refused(converted)


def test_a_renamed_model_of_ours_is_not_what_its_record_describes(refused, ours):
    (ours / "net.tflite").rename(ours / "mine.tflite")
    message = refused(ours / "mine.tflite")
    assert "does not describe mine.tflite, but net.tflite, net.float32.tflite" in message


def test_a_damaged_label_file_is_found(refused, foreign):
    (foreign.parent / "labels.txt").write_bytes(b"red\n\xff\xfe\x00\n")
    assert "theirs.tflite" in refused(foreign)


def test_a_label_file_of_another_length_is_found(refused, foreign):
    (foreign.parent / "labels.txt").write_text("red\ngreen\n")
    assert "names 2 classes; the model tells 3 apart" in refused(foreign)


def test_missing_settings_of_a_foreign_model_are_asked_for(refused, tmp_path):
    path = write_foreign(tmp_path / "theirs", labels=None, scale=0.0, dtype=np.float32)
    message = refused(path)
    assert "--labels FILE" in message
    assert "--input-range 0,1" in message


def test_a_model_of_ours_takes_no_settings(refused, ours, tmp_path):
    assert "Leave out --labels and --input-range" in refused(ours, input_range="0,255")
    assert "Leave out --labels and --input-range" in refused(ours, labels=tmp_path / "labels.txt")


def test_a_label_file_that_is_not_there_is_named(refused, foreign, tmp_path):
    assert "none.txt: No such file" in refused(foreign, labels=tmp_path / "none.txt")


def test_models_that_do_not_belong_together_are_installed_one_by_one(refused, ours):
    write_foreign(ours, file="theirs.tflite")
    message = refused(ours)
    assert "2 models that do not belong together" in message
    assert "Install them one by one" in message


def test_one_damaged_variant_keeps_all_of_a_folder_out(refused, ours):
    flip_byte(ours / "net.tflite", 300)
    assert "net.tflite" in refused(ours)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("net.zip", b"PK", "net.zip is no .tflite file"),
        ("net.tflite", b"", "This is not a TFLite model"),
        ("net.tflite", b"\x1c\0\0\0TFL3" + b"\xff" * 200, "cut off or damaged"),
        ("active.tflite", b"", "is what the API calls the active model"),
        (".hidden.tflite", b"", "is no name for a model"),
        ("n\u202eet.tflite", b"", "is no name for a model"),
        (f"{'n' * 210}.tflite", b"", "Expected at most 200 letters"),
    ],
)
def test_what_is_no_model_is_refused(refused, tmp_path, file, content, words):
    (tmp_path / file).write_bytes(content)
    assert words in refused(tmp_path / file)


def test_a_path_without_models_is_refused(refused, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "empty holds 0 .tflite files" in refused(tmp_path / "empty")
    assert "There is no " in refused(tmp_path / "nothing.tflite")
    (tmp_path / "folder.tflite").mkdir()
    assert "holds 0 .tflite files" in refused(tmp_path / "folder.tflite")


def test_a_folder_of_very_many_models_is_refused(refused, ours):
    for number in range(40):
        shutil.copy(ours / "net.tflite", ours / f"copy{number}.tflite")
    assert "holds 42 .tflite files" in refused(ours)


def test_a_refused_model_leaves_the_installed_one_of_its_name(store, tmp_path):
    store.install(write_ours(tmp_path / "one"), use=True)
    before = store.active()
    newer = write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n")
    flip_byte(newer / "net.tflite", 300)
    with pytest.raises(ModelFileError):
        store.install(newer, use=True)
    assert store.active() == before
    before.open()
