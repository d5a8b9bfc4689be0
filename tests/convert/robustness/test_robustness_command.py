"""``python -m convert robustness``: models whose answers are known."""

import json
from pathlib import Path
from typing import Any

import pytest

from convert.__main__ import main
from convert.robustness.changes import CHANGES, UNCHANGED
from tests.convert.score.colors import write_color_archive, write_color_model

Capture = pytest.CaptureFixture[str]
# The archive's names, in its order; the model's first output is for what is red.
NAMES = "Blue\ngreen\nRED\n"
TEST = [(0, "red"), (0, "red"), (1, "green"), (2, "blue"), (2, "black"), (1, "red")]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_color_model(tmp_path / "models" / "colors.tflite", NAMES)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_color_archive(tmp_path / "colors.tar.gz", TEST)


def robustness(*words: object) -> int:
    return main(["robustness", *map(str, words)])


def record_of(capsys: Capture, *words: object) -> dict[str, Any]:
    assert robustness(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_each_change_has_the_accuracy_of_each_model(
    model: Path, archive: Path, tmp_path: Path, capsys: Capture
) -> None:
    output = tmp_path / "new" / "robustness.json"
    record = record_of(capsys, model, "--data", archive, "--output", output)
    assert json.loads(output.read_text()) == record
    assert [one["change"] for one in record["changes"]] == list(CHANGES)
    first = record["changes"][0]
    assert first["change"] == UNCHANGED
    assert first["accuracy"]["colors.tflite"]["count"] == len(TEST)
    # Pictures of one colour stay what they are: none of the changes turns red into blue.
    correct = {one["accuracy"]["colors.tflite"]["correct"] for one in record["changes"][:3]}
    assert correct == {first["accuracy"]["colors.tflite"]["correct"]}
    assert str(tmp_path) not in json.dumps(record)


def test_the_table_says_what_each_change_costs(model: Path, archive: Path, capsys: Capture) -> None:
    assert robustness(model, "--data", archive) == 0
    printed = capsys.readouterr().out
    lines = {name: line for name in CHANGES for line in printed.splitlines() if name in line}
    assert set(lines) == set(CHANGES)
    assert lines[UNCHANGED].count("%") == 1
    assert "% (" in lines["JPEG, quality 50"]


def test_a_model_of_other_classes_is_refused(
    tmp_path: Path, archive: Path, capsys: Capture
) -> None:
    other = write_color_model(tmp_path / "models" / "other.tflite", "a\nb\nc\n")
    assert robustness(other, "--data", archive) == 1
    assert (
        "other.tflite tells a, b, c apart, the data has Blue, green, RED" in capsys.readouterr().err
    )


def test_a_file_of_another_kind_is_refused(tmp_path: Path, archive: Path, capsys: Capture) -> None:
    (tmp_path / "net.onnx").write_bytes(b"x")
    assert robustness(tmp_path / "net.onnx", "--data", archive) == 1
    assert "neither a .tflite nor a .keras file" in capsys.readouterr().err


def test_a_keras_model_whose_classes_nothing_names_is_refused(
    tmp_path: Path, archive: Path, root: Path, capsys: Capture
) -> None:
    copy = tmp_path / "net.keras"
    copy.write_bytes((root / "models/cifar10-resnet8.keras").read_bytes())
    assert robustness(copy, "--data", archive) == 1
    assert "Nothing names the classes" in capsys.readouterr().err


def test_the_shipped_keras_model_takes_its_names_from_the_record_beside_it(root: Path) -> None:
    from convert.robustness.nets import open_net

    net = open_net(root / "models/cifar10-resnet8.keras")
    assert net.class_names[3] == "cat"
    assert (net.size, len(net.summary()["sha256"])) == (32, 64)
