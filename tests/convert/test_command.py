import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import keras
import pytest

from convert import parent as parent_module
from convert import pipeline
from convert.__main__ import default_name, main
from convert.parent import Parent
from convert.pipeline import Conversion

NAMES = ["shapes-shapes.float32.tflite", "shapes-shapes.json", "shapes-shapes.keras"]
NAMES += ["shapes-shapes.tflite"]


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


def test_a_conversion_writes_its_four_files_and_no_others(converted) -> None:
    assert sorted(path.name for path in converted.folder.iterdir()) == NAMES


@pytest.mark.parametrize(
    ("data", "recipe", "name"),
    [
        ("cifar10", "resnet8", "cifar10-resnet8"),
        ("my photos", "net v1.2", "my-photos-net-v1.2"),
        (r"'bytes\udcff'", "net", "bytes-udcff-net"),
        ("...", "???", "model"),
    ],
)
def test_the_files_are_called_as_data_and_recipe_by_default(
    data: str, recipe: str, name: str
) -> None:
    assert default_name(data, recipe) == name


def test_a_conversion_prints_its_proof_and_nothing_a_user_need_not_read(converted) -> None:
    assert converted.stderr == ""
    lines = converted.stdout.splitlines()
    assert [line.split()[0] for line in lines].count("int8") == 2
    assert lines[-1].startswith("Passed. Wrote shapes-shapes.float32.tflite")
    assert len(lines) == 15


def test_the_record_holds_what_was_measured(converted, trained) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    assert record["labels"] == ["circle", "square", "triangle", "stripes"]
    assert record["training"] == json.loads((trained.folder / "training.json").read_text())
    assert record["calibration"]["images"] == 500
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


def test_a_net_that_int8_cannot_hold_is_refused_and_nothing_is_written(
    run_folder: Path,
    parent: Parent,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One feature is made 10,000 times larger and its weights smaller: Keras answers as before,

    but one scale for all features now leaves the others without a step of their own.
    """
    model = keras.models.clone_model(parent.model)
    model.set_weights(parent.model.get_weights())
    dense, logits = model.layers[-3], model.layers[-2]
    kernel, bias = dense.get_weights()
    outgoing, outgoing_bias = logits.get_weights()
    loudest = int((outgoing**2).sum(axis=1).argmin())
    kernel[:, loudest] *= 10_000
    bias[loudest] = bias[loudest] * 10_000 + 10_000
    outgoing_bias -= outgoing[loudest]
    outgoing[loudest] /= 10_000
    dense.set_weights([kernel, bias])
    logits.set_weights([outgoing, outgoing_bias])
    model.save(run_folder / "model.keras")
    assert convert(run_folder, shapes_archive, tmp_path / "out") == 1
    message = capsys.readouterr().err
    assert "int8 lost" in message
    assert "float32 lost" not in message
    assert "Nothing was written." in message
    assert list((tmp_path / "out").iterdir()) == []


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


@pytest.mark.parametrize("content", [None, "no json", "{}", '{"recipe": 3}'])
def test_a_model_without_a_training_record_is_refused(
    content: str | None,
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = run_folder / "training.json"
    record.unlink() if content is None else record.write_text(content)
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


@pytest.mark.parametrize(
    "options",
    [
        *(("--max-accuracy-drop", points) for points in ("-1", "inf", "nan")),
        ("--calibration-images", "0"),
        ("--name", "../up"),
    ],
)
def test_an_unusable_option_exits_with_2(
    options: tuple[str, str], run_folder: Path, shapes_archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match="2"):
        convert(run_folder, shapes_archive, tmp_path / "out", *options)


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
    record = {"name": "net", "labels": ["a", "b"]}
    conversion = Conversion("net", {"float32": b"new f", "int8": b"new i"}, b"new k", record)
    monkeypatch.setattr(parent_module, "load_parent", lambda _: SimpleNamespace(run=None))
    monkeypatch.setattr(
        "convert.__main__.load_training_data", lambda *_: SimpleNamespace(remarks=())
    )
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
    assert convert(tmp_path, tmp_path, tmp_path / "out", "--name", "net") == 0
    contents = {path.name: path.read_bytes()[:3] for path in (tmp_path / "out").iterdir()}
    new = ("net.float32.tflite", "net.tflite", "net.keras")
    assert contents == {**dict.fromkeys(new, b"new"), "net.json": b"{\n "}


@pytest.mark.usefixtures("instant")
def test_an_interruption_after_the_files_says_that_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted_print(text: str, **_options: object) -> None:
        if text.startswith("Passed."):
            raise KeyboardInterrupt
        if text.lstrip().startswith("Stopped"):
            sys.stderr.write(text)

    monkeypatch.setattr("builtins.print", interrupted_print)
    assert convert(tmp_path, tmp_path, tmp_path / "out", "--name", "net") == 130
    said = capsys.readouterr().err
    assert "but net.float32.tflite, net.tflite, net.keras, net.json had been written" in said
