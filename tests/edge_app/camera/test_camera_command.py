"""The command ``edge-app camera``, with the camera that is drawn and with folders."""

import contextlib
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from edge_app.__main__ import main

LINE = ["at", "frame", "label", "index", "confidence", "sure", "previous"]


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "edge_app", "camera", *map(str, words)]


def camera(root: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=root, capture_output=True, text=True, timeout=60)


def lines(result: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, of which the second is none."""
    for name, colour in (("a.png", "red"), ("c.png", "blue")):
        Image.new("RGB", (64, 48), colour).save(tmp_path / name)
    (tmp_path / "b.png").write_text("no picture")
    return tmp_path


def test_there_is_a_line_for_each_change_until_so_many_frames(root: Path) -> None:
    script = "fake:airplane,20;ship,6000"
    result = camera(root, script, "--frame-rate", 60, "--frames", 50, "--smoothing", 0)
    assert result.returncode == 0
    said = lines(result)
    assert [list(line) for line in said] == [LINE] * len(said)
    assert [(line["label"], line["previous"]) for line in said] == [
        ("airplane", None),
        ("ship", "airplane"),
    ]
    assert said[0]["frame"] < said[1]["frame"] <= 50
    assert result.stderr.count("\n") == 1
    assert "The camera is running: fake camera" in result.stderr


def test_every_frame_has_a_line_when_asked(root: Path, folder: Path) -> None:
    (folder / "b.png").unlink()
    result = camera(root, folder, "--once", "--every-frame", "--frame-rate", 20, "--top", 2)
    assert result.returncode == 0, result.stderr
    said = lines(result)
    assert [line["frame"] for line in said] == [1, 2]
    assert all(list(line) == [*LINE, "predictions", "raw", "timing_ms"] for line in said)
    assert all(len(line["predictions"]) == 2 for line in said)
    assert set(said[0]["timing_ms"]) == {"preprocess", "invoke"}


def test_a_picture_that_cannot_be_read_is_counted_and_the_others_are_answered(
    root: Path, folder: Path
) -> None:
    result = camera(root, folder, "--once", "--every-frame", "--frame-rate", 20)
    assert result.returncode == 1
    assert len(lines(result)) == 2
    assert "note: 1 frames or pictures could not be read." in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_a_good_end(root: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        command("fake"), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest == ""
    assert "Traceback" not in errors


def test_a_reader_that_has_seen_enough_is_a_good_end(root: Path) -> None:
    with subprocess.Popen(
        command("fake", "--every-frame"),
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert "Traceback" not in errors
    assert "Broken" not in errors


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fake:vanish,60s;ship,1s", "vanish"),
        ("no/such/folder", "no/such/folder"),
        ("fake:unicorn,3s", "unicorn"),
    ],
)
def test_a_source_that_does_not_open_is_one_line(root: Path, source: str, message: str) -> None:
    result = camera(root, source)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_trouble_is_one_line_each_and_does_not_end_it(root: Path) -> None:
    script = "fake:ship,5;vanish,1s;ship,60s"
    result = camera(root, script, "--frame-rate", 30, "--frames", 20)
    assert result.returncode == 0
    told = result.stderr.splitlines()
    assert "The camera is running" in told[0]
    assert all("warning: The camera has a trouble: " in line for line in told[1:-1])
    assert 3 <= len(told) <= 4  # It vanishes, and perhaps it is not there at a second try.
    assert "The camera is running" in told[-1]


def test_the_setting_names_the_camera_where_the_command_does_not(
    root: Path, tmp_path: Path
) -> None:
    config = tmp_path / "app.toml"
    config.write_text('camera = "fake:truck,60s"\n')
    result = camera(root, "--config", config, "--frames", 2)
    assert [line["label"] for line in lines(result)] == ["truck"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--record", "film.txt"), "expected a name that ends in .mp4 or .avi"),
        (("--record", "no/such/film.mp4"), "a folder"),
        (("--record", "{there}"), "add --force"),
        (("--frames", "0"), "not a number of frames"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_camera_opens(
    tmp_path: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "film.avi"
    there.write_text("kept")
    with contextlib.suppress(SystemExit):  # So argparse ends.
        assert main(["camera", "fake", *(word.format(there=there) for word in words)]) == 2
    assert message in capsys.readouterr().err
    assert there.read_text() == "kept"


def test_a_window_without_a_desktop_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["camera", "fake", "--window"]) == 2
    errors = capsys.readouterr().err
    assert "--window needs a desktop" in errors
    assert errors.count("\n") == 1
