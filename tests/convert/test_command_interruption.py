"""A conversion that is stopped: before its files are written, between them, and after."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from convert import pipeline
from convert.data import source_data
from convert.models import parent as parent_module
from convert.pipeline import Conversion
from tests.convert.commanding import convert


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
