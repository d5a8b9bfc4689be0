"""Messages and paths in records that may be passed on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.output import publish, shown_path, without_folders
from benchmarks.page_parts import Page
from benchmarks.surroundings import Watch

REPORT = {
    "benchmark": "trial",
    "command": "python -m benchmarks trial",
    **Watch().end().as_json(more_doubts=[]),
    "failed": [],
    "left_out": [],
}
PAGE = Page(REPORT, "Trial", "The median is 7.", "A line", tables=())


def published(output):
    publish(
        REPORT,
        output,
        page=PAGE,
        draw=lambda _: b"picture",
        as_json=False,
    )


def test_the_files_are_written_though_nobody_reads_what_is_printed(tmp_path, monkeypatch):
    class Closed:
        def write(self, _):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(BrokenPipeError):
        published(tmp_path)

    assert json.loads((tmp_path / "trial.json").read_text())["command"] == REPORT["command"]
    assert "![A line](trial.png)" in (tmp_path / "trial.md").read_text()
    assert (tmp_path / "trial.png").read_bytes() == b"picture"


def test_what_was_measured_is_printed_though_the_files_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").touch()

    with pytest.raises(OSError, match="file"):
        published(tmp_path / "file")

    assert capsys.readouterr().out.startswith("The median is 7.\n")


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_reader_that_has_seen_enough_does_no_harm(root, size):
    code = f"""
import sys
from argparse import Namespace
from benchmarks import __main__ as command
command.parse_arguments = lambda _: Namespace(run=lambda _: print({size} * "x"))
sys.stdin.read()
sys.exit(command.main())
"""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        process.stdout.close()
        process.stdin.close()

        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("There is no Python at /home/user/env/bin/python.", "There is no Python at python."),
        ("'/home/user/a.keras': damaged", "'a.keras': damaged"),
        ("3 of 4 / 5", "3 of 4 / 5"),
        ("see http://127.0.0.1:80/api/v1 or models/a.tflite", None),
    ],
)
def test_only_the_last_part_of_an_absolute_path_stays(text, shown):
    assert without_folders(text) == (shown or text)


def test_a_path_elsewhere_is_shown_by_its_name():
    assert shown_path(Path("/home/user/a.tflite")) == "a.tflite"
    assert shown_path(Path("../a.tflite")) == "a.tflite"
    assert shown_path(Path("models/a.tflite")) == "models/a.tflite"
