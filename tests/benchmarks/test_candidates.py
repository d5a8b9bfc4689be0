"""Which files are measured, and which accuracy is theirs."""

import hashlib
import json

import pytest

from benchmarks.candidates import (
    find_models,
    inspect,
    recorded_accuracy,
    recorded_temperature,
)
from edge_app.errors import ModelFileError, PipelineError


def record(path, variant, *, sha256="aa", accuracy=0.875):
    content = {"variants": {variant: {"sha256": sha256, "test": {"accuracy": {"value": accuracy}}}}}
    path.write_text(json.dumps(content))


def test_a_folder_stands_for_its_models_in_order_and_none_comes_twice(tmp_path):
    for name in ("b.tflite", "a.tflite", "a.json"):
        (tmp_path / name).touch()

    assert list(find_models([tmp_path / "b.tflite", tmp_path])) == ["b.tflite", "a.tflite"]


def test_models_of_the_same_name_are_told_apart_by_their_folders(tmp_path):
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "net.tflite").touch()

    assert list(find_models([tmp_path / "old", tmp_path / "new"])) == [
        "old/net.tflite",
        "new/net.tflite",
    ]


def test_models_are_told_apart_even_when_their_folders_have_the_same_name(tmp_path):
    files = [tmp_path / run / "converted" / "net.tflite" for run in ("one", "two")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.touch()

    assert list(find_models(files).values()) == files


def test_a_folder_without_models_is_refused(tmp_path):
    with pytest.raises(PipelineError, match=r"holds no \.tflite file"):
        find_models([tmp_path])


def test_a_model_is_described_by_its_file(models):
    candidate = inspect("net", models[0])

    content = models[0].read_bytes()
    assert candidate.size_bytes == len(content)
    assert candidate.sha256 == hashlib.sha256(content).hexdigest()
    assert candidate.input_size == (32, 32)
    assert candidate.input_dtype == ("float32" if ".float32." in models[0].name else "uint8")
    assert candidate.runtime.split()[0] in ("ai-edge-litert", "tflite-runtime")


def test_a_damaged_model_is_refused(models, tmp_path):
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(models[0].read_bytes()[:1000])

    with pytest.raises(ModelFileError, match=r"damaged\.tflite: "):
        inspect("damaged", damaged)


@pytest.mark.parametrize(
    ("model", "record_name", "variant"),
    [
        ("net.tflite", "net.json", "int8"),
        ("net.float32.tflite", "net.json", "float32"),
        ("net_0.25.tflite", "net_0.25.json", "int8"),
        ("net_0.25.float32.tflite", "net_0.25.json", "float32"),
    ],
)
def test_the_accuracy_is_that_of_the_models_own_variant(tmp_path, model, record_name, variant):
    record(tmp_path / record_name, variant)

    assert recorded_accuracy(tmp_path / model, sha256="aa") == 0.875


def test_a_name_with_a_dot_is_no_variant_of_a_shorter_name(tmp_path):
    record(tmp_path / "net_0.json", "25", accuracy=0.1)
    record(tmp_path / "net_0.25.json", "int8")

    assert recorded_accuracy(tmp_path / "net_0.25.tflite", sha256="aa") == 0.875


@pytest.mark.parametrize("content", ["{}", "[]", '{"variants": {"int8": {"test": null}}}'])
def test_without_a_recorded_accuracy_there_is_none(tmp_path, content):
    model = tmp_path / "net.tflite"
    assert recorded_accuracy(model, sha256="aa") is None

    (tmp_path / "net.json").write_text(content)
    assert recorded_accuracy(model, sha256="aa") is None


def test_the_accuracy_of_another_file_is_not_taken(tmp_path):
    record(tmp_path / "net.json", "int8", sha256="bb")

    with pytest.raises(PipelineError, match="of another int8 file"):
        recorded_accuracy(tmp_path / "net.tflite", sha256="aa")


def test_a_damaged_record_is_reported(tmp_path):
    (tmp_path / "net.json").write_text('{"variants": ')

    with pytest.raises(PipelineError, match=r"net\.json cannot be read"):
        recorded_accuracy(tmp_path / "net.tflite", sha256="aa")


def test_the_shipped_record_gives_the_accuracy_of_each_shipped_model(shipped):
    for model in shipped:
        sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
        assert 0.5 < recorded_accuracy(model, sha256=sha256) <= 1


@pytest.mark.parametrize(
    ("content", "temperature"),
    [('{"confidence": {"temperature": 1.25}}', 1.25), ('{"confidence": null}', 1), ("{}", 1)],
)
def test_the_temperature_of_a_conversion_is_that_of_its_record(content, temperature, tmp_path):
    (tmp_path / "net.json").write_text(content)

    assert recorded_temperature(tmp_path / "net.keras") == temperature
    assert recorded_temperature(tmp_path / "other.keras") == 1
