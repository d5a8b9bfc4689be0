"""What every answer carries, and what none tells."""

import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from edge_app import Classifier, __version__
from edge_app.errors import BusyError
from edge_app.web import WebSettings, create_app
from edge_app.web.access import Access
from tests.edge_app.web.access.conftest import TOKEN
from tests.edge_app.web.access.route_walk import every_request

BEARER = {"Authorization": f"Bearer {TOKEN}"}
LOCAL = {"HTTP_HOST": "localhost"}
DIRECTIVES = {
    "default-src": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}
# What tells of the inside: paths, traces, libraries and their versions.
INSIDE = re.compile(r"Traceback|File \"|site-packages|/edge_app/|\.py\b|Werkzeug|waitress|Python/")
CASES = [
    (200, "GET", "/", {}),
    (303, "GET", f"/?token={TOKEN}", {}),
    (400, "POST", "/result", {}),
    (400, "POST", "/api/v1/classify", {}),
    (400, "GET", "/", {"headers": {**BEARER, "Host": "evil.example"}}),
    (401, "GET", "/", {"headers": {}}),
    (401, "GET", "/api/nothing", {"headers": {}}),
    (403, "POST", "/result", {"headers": {**BEARER, "Origin": "http://evil.example"}}),
    (404, "GET", "/nothing", {}),
    (404, "GET", "/static/nothing", {}),
    (404, "GET", "/static/../app.py", {}),
    (405, "PUT", "/", {}),
    (413, "POST", "/api/v1/classify", {"data": b"x" * 2000}),
    (415, "POST", "/api/v1/classify", {"data": b"x" * 200}),
    (415, "POST", "/api/v1/models/active", {"data": b"x"}),
    (416, "GET", "/static/style.css", {"headers": {**BEARER, "Range": "bytes=900000-"}}),
    (500, "GET", "/broken", {}),
    (500, "GET", "/aborted", {}),
    (503, "GET", "/busy", {}),
]


@pytest.fixture(scope="module")
def app(classifier: Classifier) -> Flask:
    """An application with a login, and with routes that fail."""
    settings = WebSettings(max_upload_bytes=1000)
    app = create_app(classifier, settings=settings, access=Access(token=TOKEN))

    def busy() -> str:
        raise BusyError("Come again.")

    app.add_url_rule("/broken", "broken", lambda: str(1 // 0))
    app.add_url_rule("/aborted", "aborted", lambda: abort(500))
    app.add_url_rule("/busy", "busy", busy)
    return app


def check(headers: dict[str, str], text: str) -> None:
    policy = dict(part.split(None, 1) for part in headers["Content-Security-Policy"].split("; "))
    assert {name: policy[name] for name in DIRECTIVES} == DIRECTIVES
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers
    assert not INSIDE.search(text)


@pytest.mark.parametrize(("status", "method", "path", "options"), CASES)
def test_every_kind_of_answer_carries_them_and_tells_nothing_of_the_inside(
    app: Flask, status: int, method: str, path: str, options: dict
) -> None:
    with app.test_client().open(path, method=method, **{"headers": BEARER, **options}) as answer:
        assert answer.status_code == status
        is_asset = path.startswith("/static/") and status == 200
        check(answer.headers, "" if is_asset else answer.text)


def test_too_many_logins_carry_them_too(app: Flask) -> None:
    client = app.test_client()
    for path in ("/metrics", "/"):
        for _ in range(21):
            answer = client.get(path, headers={"Authorization": "Bearer wrong"})
        assert answer.status_code == 429
        check(answer.headers, answer.text)


def test_no_route_tells_a_stranger_what_runs_here(
    guarded_app: Flask, stranger: FlaskClient
) -> None:
    for method, path in every_request(guarded_app):
        with stranger.open(path, method=method) as answer:
            check(answer.headers, "" if answer.status_code == 200 else answer.text)
            assert __version__ not in answer.text
            assert "resnet8" not in answer.text
            assert "litert" not in answer.text


def test_no_page_has_anything_that_the_policy_forbids(visitor: FlaskClient) -> None:
    for path in ("/", "/nothing", "/login", "/result"):
        page = visitor.get(path, follow_redirects=True).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", page)
        assert re.findall(r"(?:src|href|action)=\"(?!/)([^\"]*)\"", page) == []
