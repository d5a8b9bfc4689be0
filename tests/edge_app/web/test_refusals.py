"""The log of refused requests: a line for each, no flood, and nothing that a client made up."""

import io
import re
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app.event_log import event_log
from edge_app.web.refusals import MOST_LINES, WINDOW_S, RefusalLog, log_refusals

CLASSIFY = "/api/v1/classify"


class Clock:
    """A time that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def logged(app: Flask) -> Iterator[FlaskClient]:
    log_refusals(app)
    with event_log("text", {}):
        yield app.test_client()


def test_a_refused_request_is_one_line_and_an_answered_one_is_none(
    logged: FlaskClient, picture: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert logged.post(CLASSIFY, data=picture, content_type="image/jpeg").status_code == 200
    logged.get("/")
    assert capsys.readouterr() == ("", "")
    logged.post(CLASSIFY, data=b"no picture", content_type="image/jpeg")
    line = capsys.readouterr().err
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.fullmatch(
        rf"{moment} refused 127\.0\.0\.1 POST /api/v1/classify 415 unsupported_image\n", line
    )


def test_nothing_that_a_client_made_up_is_in_a_line(
    logged: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    logged.open("/evil%0d%0apath", method="EVIL", headers={"User-Agent": "evil", "Referer": "evil"})
    logged.post(
        f"{CLASSIFY}?evil=evil",
        data={"image": (io.BytesIO(b"evil"), "evil.jpg", "image/evil")},
        headers={"X-Forwarded-For": "evil"},
    )
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith(" refused 127.0.0.1 other - 404 not_found")
    assert "evil" not in "".join(lines)


def test_an_application_without_the_log_writes_nothing(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/nothing").status_code == 404
    assert capsys.readouterr() == ("", "")


def test_beyond_twenty_lines_a_minute_refusals_are_only_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()
    log = RefusalLog(clock=clock)
    for number in range(MOST_LINES + 300):
        log.note("10.0.0.9", "POST", CLASSIFY, 503, "bad_host" if number % 3 else "busy")
    assert len(capsys.readouterr().err.splitlines()) == MOST_LINES
    clock.now_s += WINDOW_S
    log.note("10.0.0.9", "GET", "-", 404, "not_found")
    counted, after = capsys.readouterr().err.splitlines()
    assert counted.endswith("refused and 300 more refused requests: 200 bad_host, 100 busy")
    assert after.endswith("refused 10.0.0.9 GET - 404 not_found")
    log.close()
    assert capsys.readouterr().err == ""


def test_those_that_were_not_written_are_counted_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = RefusalLog()
    for _ in range(MOST_LINES + 5):
        log.note(None, "GET", "-", 404, "not_found")
    log.close()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("refused - GET - 404 not_found")
    assert lines[-1].endswith("and 5 more refused requests: 5 not_found")


def test_no_line_is_long(capsys: pytest.CaptureFixture[str]) -> None:
    RefusalLog().note("a" * 9999, "b" * 9999, "c" * 9999, 400, "d" * 9999)
    assert len(capsys.readouterr().err) < 300


class FullDisk(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", ["full", "closed", "missing"])
def test_a_log_that_cannot_be_written_does_not_change_the_answer(
    logged: FlaskClient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    closed = io.StringIO()
    closed.close()
    stream = {"full": FullDisk(), "closed": closed, "missing": None}[kind]
    monkeypatch.setattr(sys, "stderr", stream)
    assert logged.get("/nothing").status_code == 404
