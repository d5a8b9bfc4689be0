import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from convert import pipeline
from convert.__main__ import default_name, main
from convert.data import source_data
from convert.models import parent as parent_module
from convert.models.parent import Parent
from convert.pipeline import Conversion

NAMES = ["conversion.html", "conversion.json", "shapes-shapes.float32.tflite"]
NAMES += ["shapes-shapes.json", "shapes-shapes.keras", "shapes-shapes.tflite"]


@pytest.fixture
def run_folder(trained, tmp_path: Path) -> Path:
    """A copy of the trained run that a test may spoil."""
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("model.keras", "training.json"):
        shutil.copy(trained.folder / name, folder)
    return folder


def convert(folder: Path, archive: Path, output: Path, *options: str) -> int:
    return main(
        [str(folder / "model.keras"), "--data", str(archive), "--output", str(output), *options]
    )


def test_a_conversion_writes_its_files_and_no_others(converted) -> None:
    assert sorted(path.name for path in converted.folder.iterdir()) == NAMES


@pytest.mark.parametrize(
    ("data", "recipe", "name"),
    [
        ("cifar10", "resnet8", "cifar10-resnet8"),
        ("my photos", "net v1.2", "my-photos-net-v1.2"),
        (r"'bytes\udcff'", "net", "bytes-udcff-net"),
        ("...", "???", "model"),
        ("cifar10", "net.int8", "cifar10-net.int8-model"),
        (255 * "x", "net", 194 * "x"),
    ],
)
def test_the_files_are_called_as_data_and_recipe_by_default(
    data: str, recipe: str, name: str
) -> None:
    assert default_name(data, recipe) == name


def test_a_conversion_prints_its_tables_and_nothing_a_user_need_not_read(converted) -> None:
    assert converted.stderr == ""
    lines = converted.stdout.splitlines()
    assert [line.split()[:1] for line in lines].count(["int8"]) == 2
    assert lines[-1] == f"Report: {converted.folder / 'conversion.html'}"
    assert lines[-2].startswith("Wrote shapes-shapes.float32.tflite, shapes-shapes.tflite")
    assert "Use shapes-shapes.tflite (int8)" in converted.stdout
    assert max(map(len, lines[5:-2])) <= 100
    assert len(lines) < 35


def test_the_record_holds_what_was_measured(converted, trained) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    assert record["labels"] == ["circle", "square", "triangle", "stripes"]
    assert record["training"] == json.loads((trained.folder / "training.json").read_text())
    assert (record["schema"], record["verdict"], record["recommended"]) == (2, "passed", "int8")
    assert record["calibration"]["images"] == 500
    assert record["data"]["train"]["images"] == 1200
    assert record["data"]["settings"] == {"image_size": 32, "validation_images": 300, "seed": 1}
    assert record["converted"]["cpu"]
    assert set(record["latency"]["invoke_ms"]) == {"float32", "int8"}
    for variant in record["variants"].values():
        assert variant["golden_samples"]
        assert variant["verdict"]["passed"]
        assert len(variant["test"]["recall_change_points"]) == 4
        assert variant["test"]["mcnemar"]["p_value"] > 0.05
    assert record["variants"]["int8"]["extremes"]["failure"] is None
    for part, count in (("validation", 300), ("test", 400)):
        for entry in (record["keras"], *record["variants"].values()):
            assert entry[part]["accuracy"]["count"] == count
            assert entry[part]["accuracy"]["value"] > 0.9
    recorded = record["training"]["metrics"]["test"]["accuracy"]["correct"]
    assert record["keras"]["test"]["accuracy"]["correct"] == recorded
    for entry in (record["keras"], *record["variants"].values()):
        content = (converted.folder / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_float_file_answers_as_keras_does(converted) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    float32 = record["variants"]["float32"]["test"]
    assert float32["agreement"]["value"] == 1.0
    assert float32["largest_probability_difference"] < 1e-4


def test_the_report_is_a_page_and_the_record(converted) -> None:
    record, again = (
        json.loads((converted.folder / name).read_text())
        for name in ("shapes-shapes.json", "conversion.json")
    )
    assert record == again
    page = (converted.folder / "conversion.html").read_text()
    assert '<h1 class="passed">' in page
    for sentence in record["advice"]:
        assert escape(sentence) in page


def test_json_is_the_record_and_nothing_else(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--json", "--name", "mine", "--calibration-images", "40")
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "out" / "mine.json").read_text())
    assert printed["calibration"]["images"] == 40


def test_a_missing_model_says_how_to_train_one(
    tmp_path: Path, shapes_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert(tmp_path, shapes_archive, tmp_path / "out") == 1
    assert "make train" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"recipe": 3}'])
def test_a_damaged_training_record_is_refused(
    content: str,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (run_folder / "training.json").write_text(content)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "training.json" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"not a zip archive"])
def test_a_damaged_model_is_refused(
    content: bytes,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (run_folder / "model.keras").write_bytes(content)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "cannot be loaded as a Keras model" in capsys.readouterr().err


def test_other_data_than_the_training_saw_is_refused(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((run_folder / "training.json").read_text())
    record["recipe"]["seed"] += 1
    (run_folder / "training.json").write_text(json.dumps(record))
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "not the data that the model was trained on" in capsys.readouterr().err


def test_data_with_other_class_names_are_refused(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((run_folder / "training.json").read_text())
    record["data"]["class_names"].reverse()
    (run_folder / "training.json").write_text(json.dumps(record))
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "its class_names is ['circle'," in capsys.readouterr().err


def test_a_record_without_the_digests_of_its_data_is_refused(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((run_folder / "training.json").read_text())
    del record["data"]["train"]
    (run_folder / "training.json").write_text(json.dumps(record))
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "data.train is missing" in capsys.readouterr().err


def test_an_output_that_is_a_file_is_refused(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("in the way")
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "cannot write to" in capsys.readouterr().err


def test_an_output_inside_the_data_is_refused_before_it_becomes_a_class(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert convert(run_folder, data, data / "out") == 1
    assert "is inside the data folder" in capsys.readouterr().err
    assert list(data.iterdir()) == []


def test_a_keras_model_that_gives_no_numbers_is_said_before_anything_is_converted(
    parent: Parent, run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys
) -> None:
    damaged = keras.models.clone_model(parent.model)
    damaged.set_weights([np.full_like(weights, np.nan) for weights in parent.model.get_weights()])
    damaged.save(run_folder / "model.keras")
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    said = capsys.readouterr()
    assert "Converting" not in said.out
    assert said.err.startswith("error: The Keras model gives probabilities that are not finite")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # What the system says of a read-only disk; the tests may run as root, who may write elsewhere.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    assert "it is read-only. Choose another --output." in capsys.readouterr().err


def test_a_model_without_a_training_record_is_converted_with_a_plain_warning(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run_folder / "training.json").unlink()
    labels = tmp_path / "labels.txt"
    labels.write_text("circle\nsquare\ntriangle\nstripes\n")
    options = ("--labels", str(labels), "--variants", "int8", "--calibration-images", "100")
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 0
    warning = "it is unknown which images it was trained on"
    assert warning in capsys.readouterr().out
    assert warning in (tmp_path / "out" / "conversion.html").read_text()
    record = json.loads((tmp_path / "out" / "shapes-model.json").read_text())
    assert record["training"] is None
    assert record["data"]["settings"]["seed"] == 1


# The app, but with the classes in reverse: a runtime whose answers are wrong.
REVERSED = """
import sys
from edge_app import __main__, classifier
real = classifier.to_probabilities
classifier.to_probabilities = lambda *values: real(*values)[::-1]
sys.exit(__main__.main(sys.argv[3:]))
"""


def test_a_second_runtime_that_answers_otherwise_fails_the_gate(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, executable, capsys
) -> None:
    (tmp_path / "reversed.py").write_text(REVERSED)
    run = f'PYTHONPATH=. exec {sys.executable} {tmp_path}/reversed.py "$@"'
    wrong = executable(f'case "$1" in -m) {run};; esac\nexec {sys.executable} "$@"')
    options = ("--variants", "float32", "--second-runtime", str(wrong))
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "Not all passed: float32 in ai-edge-litert" in said
    assert "Do not use shapes-shapes.float32.tflite in that runtime: float32 in ai-edge" in said
    record = json.loads((tmp_path / "out" / "shapes-shapes.json").read_text())
    entry = record["variants"]["float32"]
    assert (entry["verdict"]["passed"], entry["second_runtime"]["verdict"]["passed"]) == (
        True,
        False,
    )
    assert (record["verdict"], record["gate"]["passed"]) == ("fallback", False)
    assert record["calibration"] is None  # No file needed one.
    page = (tmp_path / "out" / "conversion.html").read_text()
    assert page.count('<td class="failed">failed</td>') >= 3  # Its row, and its checks.


def test_an_interruption_leaves_nothing_and_no_traceback(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, root: Path
) -> None:
    command = [sys.executable, "-m", "convert", str(run_folder / "model.keras")]
    command += ["--data", str(shapes_archive), "--output", str(tmp_path / "out")]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if line.startswith("Converting"):
                time.sleep(0.5)
                process.send_signal(signal.SIGINT)
                break
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert errors.strip() == "Stopped. Nothing was written."
    assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture
def instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command have its conversion at once: what follows is the writing."""
    record = {"name": "net", "labels": ["a", "b"], "verdict": "passed"}
    files = {"float32": b"new f", "int8": b"new i"}
    conversion = Conversion("net", files, ("net.keras", b"new k"), record, "new page", "Passed")
    model = SimpleNamespace(run=None, path=Path("model.keras"))
    data = SimpleNamespace(remarks=(), dataset=SimpleNamespace(name="data"))
    monkeypatch.setattr(parent_module, "load_parent", lambda *_, **__: model)
    monkeypatch.setattr(source_data, "load_source_data", lambda *_, **__: data)
    monkeypatch.setattr(pipeline, "convert_and_prove", lambda *_, **__: conversion)


@pytest.mark.usefixtures("instant")
def test_an_interruption_between_the_files_comes_too_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.replace

    def interrupted_rename(path: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", interrupted_rename)
    assert convert(tmp_path, tmp_path / "data", tmp_path / "out", "--name", "net") == 0
    contents = {path.name: path.read_bytes()[:3] for path in (tmp_path / "out").iterdir()}
    new = ("net.float32.tflite", "net.tflite", "net.keras", "conversion.html")
    records = dict.fromkeys(("net.json", "conversion.json"), b"{\n ")
    assert contents == {**dict.fromkeys(new, b"new"), **records}


@pytest.mark.usefixtures("instant")
def test_an_interruption_after_the_files_says_that_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted_print(text: str, **_options: object) -> None:
        if text.startswith("\nWrote "):
            raise KeyboardInterrupt
        if text.lstrip().startswith("Stopped"):
            sys.stderr.write(text)

    monkeypatch.setattr("builtins.print", interrupted_print)
    assert convert(tmp_path, tmp_path / "data", tmp_path / "out", "--name", "net") == 130
    said = capsys.readouterr().err
    assert "but net.float32.tflite, net.tflite, net.keras, conversion.html" in said
    assert "net.json had been written" in said
