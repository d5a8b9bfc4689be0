"""``python -m convert score``: models whose every answer is known."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from convert.__main__ import main
from tests.convert.score.colors import write_color_archive, write_color_model
from tests.edge_app.tiny_models import dumb_on_black
from training.evaluation import accuracy

Capture = pytest.CaptureFixture[str]


def score(*words: object) -> int:
    return main(["score", *map(str, words)])


def record_of(capsys: Capture, *words: object) -> dict[str, Any]:
    assert score(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_right_answers_are_counted_by_the_names_of_the_classes(
    color_model: Path, archive: Path, capsys: Capture
) -> None:
    record = record_of(capsys, color_model, "--data", archive)
    (model,) = record["models"]
    expected = accuracy(7, 10)
    assert model["accuracy"]["correct"] == 7
    assert model["accuracy"]["count"] == 10
    assert (model["accuracy"]["low"], model["accuracy"]["high"]) == (expected.low, expected.high)
    assert model["by_class"] == {
        "Blue": {"correct": 4, "count": 5},
        "green": {"correct": 2, "count": 4},
        "RED": {"correct": 1, "count": 1},
    }


def test_the_record_says_what_was_scored_on_what(
    color_model: Path, archive: Path, tmp_path: Path, capsys: Capture
) -> None:
    output = tmp_path / "new" / "scores.json"
    record = record_of(capsys, color_model, "--data", archive, "--output", output)
    assert json.loads(output.read_text()) == record
    (model,) = record["models"]
    assert model["sha256"] == hashlib.sha256(color_model.read_bytes()).hexdigest()
    assert model["bytes"] == color_model.stat().st_size
    assert (model["classes"], model["pixels_become"]) == (3, "0 to 1")
    assert (record["benchmark"], record["schema"], record["failed"]) == ("score", 1, [])
    assert (record["data"]["part"], record["data"]["images"]) == ("test", 10)
    assert record["command"] == "python -m convert score colors.tflite --data colors.tar.gz"
    assert record["machine"]["python"]
    assert str(tmp_path) not in json.dumps(record)


def test_the_table_shows_each_model_and_one_that_gives_no_number_is_named(
    color_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    dumb = color_model.with_name("dumb.tflite")
    write_color_model(dumb, "red\ngreen\nblue\n", dumb_on_black())
    archive = write_color_archive(
        tmp_path / "dark.tar.gz", [(0, "blue"), (1, "green"), (0, "black")]
    )
    output = tmp_path / "scores.json"
    assert score(color_model.parent, "--data", archive, "--output", output) == 1
    said = capsys.readouterr()
    assert "66.67 %  20.77-93.85 %  2 of 3" in said.out
    assert said.err.startswith("error: dumb.tflite: ")
    assert said.err.count("\n") == 1
    record = json.loads(output.read_text())
    assert [one["name"] for one in record["models"]] == ["colors.tflite"]
    assert [one["name"] for one in record["failed"]] == ["dumb.tflite"]


def test_all_images_are_taken_when_asked_for(
    color_model: Path, archive: Path, capsys: Capture
) -> None:
    record = record_of(capsys, color_model, "--data", archive, "--all")
    assert record["models"][0]["accuracy"]["correct"] == 7 + 6
    assert (record["data"]["part"], record["data"]["images"]) == ("all", 16)
    assert record["command"].endswith("--all")


def test_a_folder_may_hold_fewer_classes_under_other_names(
    color_model: Path, folder: Path, capsys: Capture
) -> None:
    (folder / "reds" / "no picture.png").write_text("text")
    words = ("--data", folder, "--all", "--rename", "reds=red", "greens=green")
    assert score(color_model, *words) == 0
    said = capsys.readouterr().out
    assert "Left out reds/no picture.png" in said
    assert "It tells 3 classes apart, the data has 2; any answer may be given." in said
    assert "40 of 40" in said


def test_a_folder_without_a_test_part_gets_one_and_that_is_said(
    color_model: Path, folder: Path, capsys: Capture
) -> None:
    words = ("--data", folder, "--rename", "reds=red", "greens=green")
    assert score(color_model, *words) == 0
    said = capsys.readouterr().out
    assert "The folder has no test part: 6 of its pictures were drawn" in said
    assert "6 of 6" in said


def test_labels_replace_names_that_the_data_does_not_have(
    color_model: Path, archive: Path, tmp_path: Path, capsys: Capture
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("red\ngreen\nblue\n")
    foreign = write_color_model(color_model.with_name("farben.tflite"), "rot\ngruen\nblau\n")
    own = write_color_model(color_model.with_name("turned.tflite"), "blue\nred\ngreen\n")
    record = record_of(capsys, foreign, own, "--data", archive, "--labels", names)
    first, second = record["models"]
    assert (first["labels_source"], first["accuracy"]["correct"]) == ("names.txt", 7)
    # The names of its own fit the data, and so they stay, although they are wrong.
    assert second["labels_source"] == "own.txt inside the file"
    assert second["accuracy"]["correct"] == 1 + 2  # "Blue" of a red one, "green" of two blue ones.
    assert score(foreign, "--data", archive) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--data", "nowhere"], "No data source 'nowhere'"),
        (["--labels", "nowhere.txt"], "There is no file nowhere.txt"),
        (["--rename", "reds"], "--rename got 'reds', expected DATA=MODEL"),
        (["--output", "."], ". is a folder"),
    ],
)
def test_bad_input_is_one_line(
    color_model: Path, archive: Path, capsys: Capture, words: list[str], message: str
) -> None:
    assert score(color_model, "--data", archive, *words) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {message}")
    assert said.count("\n") == 1


def test_models_that_cannot_be_used_are_named_and_nothing_is_written(
    color_model: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    missing, output = tmp_path / "missing.tflite", tmp_path / "scores.json"
    assert score(color_model, missing, "--data", folder, "--output", output) == 1
    errors = capsys.readouterr().err.splitlines()
    assert errors[0].startswith("error: colors.tflite: The model names no class greens, reds;")
    assert errors[1].startswith("error: missing.tflite: ")
    assert errors[2] == "error: None of the models can be scored."
    assert not output.exists()
