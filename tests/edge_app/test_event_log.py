"""The log of a server: one line for each event, as words or as JSON, and never an error."""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.event_log import ERROR, NOTE, WARNING, announce, event_log, is_structured, tell

Captured = pytest.CaptureFixture[str]


def test_words_have_a_time_a_level_and_one_line(capsys: Captured) -> None:
    with event_log("text", {}):
        tell("model_changed", "The model b answers now.")
        tell("camera_trouble", "Gone:\n\x1b[31m/dev/video0", level=WARNING, source="0")
    first, second = capsys.readouterr().err.splitlines()
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.fullmatch(rf"{moment} The model b answers now\.", first)
    assert re.fullmatch(rf"{moment} warning: Gone: \[31m/dev/video0", second)


def test_json_has_the_event_and_its_facts(capsys: Captured) -> None:
    with event_log("json", {}):
        tell("camera_trouble", "Gone: é", level=WARNING, source="0", reopened=2)
        tell("failed", "All is lost.", level=ERROR)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("at"))
    assert first == {
        "level": "warning",
        "event": "camera_trouble",
        "message": "Gone: é",
        "source": "0",
        "reopened": 2,
    }
    assert second["level"] == "error"


def test_what_waitress_logs_is_in_the_log_too(capsys: Captured) -> None:
    with event_log("json", {}):
        logging.getLogger("waitress").warning("%d connections", 7)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["message"]) == ("waitress", "7 connections")


def test_before_and_after_there_are_plain_words(capsys: Captured) -> None:
    with event_log("json", {}):
        assert is_structured()
    assert not is_structured()
    tell("model_note", "Pixels become 0 to 255.", level=NOTE)
    assert capsys.readouterr().err == "note: Pixels become 0 to 255.\n"


def test_nothing_goes_wrong_where_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = open(tmp_path / "closed", "w")  # noqa: SIM115
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    with event_log("text", {}):
        tell("refused", "refused 127.0.0.1")
    with event_log("json", {}):
        tell("refused", "refused 127.0.0.1", fact=object())


def test_an_announcement_is_on_standard_output_or_in_a_log_as_json(capsys: Captured) -> None:
    for form in ("text", "json"):
        with event_log(form, {}):
            announce("server_started", "Ready.", port=8000)
    out, err = capsys.readouterr()
    assert out == "Ready.\n"
    assert json.loads(err)["port"] == 8000


def test_in_the_journal_each_line_has_a_priority_and_no_time(root: Path) -> None:
    """Only where standard error is the journal's: services inherit each other's variables."""
    code = (
        "import os, sys\n"
        "from edge_app.event_log import *\n"
        "found = os.fstat(2)\n"
        "journal = f'{found.st_dev}:{found.st_ino}'\n"
        "for form, where in (('text', journal), ('json', journal), ('text', '1:2')):\n"
        "    with event_log(form, {'JOURNAL_STREAM': where}):\n"
        "        tell('camera_running', 'Well.')\n"
        "        tell('camera_trouble', 'Gone.', level=WARNING)\n"
    )
    words = [sys.executable, "-c", code]
    result = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    well, gone, json_well, json_gone, elsewhere, _ = result.stderr.splitlines()
    assert [well, gone] == ["<6>Well.", "<4>warning: Gone."]
    assert json.loads(json_well.removeprefix("<6>"))["message"] == "Well."
    assert json.loads(json_gone.removeprefix("<4>"))["event"] == "camera_trouble"
    assert elsewhere.startswith("20")


def test_the_docs_name_every_event(root: Path) -> None:
    page = (root / "docs/raspberry-pi.md").read_text()
    told = re.compile(r"\b(?:tell|say|announce|note_stop)\(\s*\"([a-z_]+)\"")
    code = "".join(path.read_text() for path in (root / "edge_app").rglob("*.py"))
    events = {
        *told.findall(code),
        *(f"camera_{state}" for state in ("running", "stopped", "ended")),
    }
    assert len(events) > 15
    assert sorted(event for event in events if f"`{event}`" not in page) == []
