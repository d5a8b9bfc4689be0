"""What a page of another site makes a browser send: cross-site request forgery."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import create_app
from edge_app.web.served import ServedModels
from tests.edge_app.web.access.route_walk import every_request

SITE, ORIGIN = "Sec-Fetch-Site", "Origin"
# Headers beside "Host: localhost", and whether they may change something.
CASES = [
    ({}, True),
    ({SITE: "same-origin"}, True),
    ({SITE: "none"}, True),
    ({SITE: "cross-site"}, False),
    ({SITE: "same-site"}, False),
    ({SITE: ""}, False),
    ({SITE: "Same-Origin"}, False),
    ({SITE: "same-origin, cross-site"}, False),
    ({SITE: "same-origin", ORIGIN: "http://localhost"}, True),
    ({SITE: "same-origin", ORIGIN: "http://evil.example"}, True),
    ({SITE: "none", ORIGIN: "null"}, True),
    ({SITE: "cross-site", ORIGIN: "http://localhost"}, False),
    ({SITE: "same-site", ORIGIN: "http://localhost"}, False),
    ({ORIGIN: "http://localhost"}, True),
    ({ORIGIN: "HTTP://LOCALHOST"}, True),
    ({ORIGIN: "https://localhost"}, True),
    ({ORIGIN: "http://localhost:8000"}, False),
    ({ORIGIN: "http://127.0.0.1"}, False),
    ({ORIGIN: "http://evil.example"}, False),
    ({ORIGIN: "http://localhost.evil.example"}, False),
    ({ORIGIN: "http://evil.example/localhost"}, False),
    ({ORIGIN: "null"}, False),
    ({ORIGIN: ""}, False),
    ({ORIGIN: "localhost"}, False),
    ({ORIGIN: "file://localhost"}, False),
    ({ORIGIN: "http://localhost", "Host": "127.0.0.1"}, False),
    ({ORIGIN: "http://[::1]:8000", "Host": "[::1]:8000"}, True),
    ({ORIGIN: "http://evil.example", "Referer": "http://localhost/"}, False),
]


@pytest.mark.parametrize(("headers", "may"), CASES)
def test_a_request_that_changes_something_is_judged_by_where_it_comes_from(
    app: Flask, headers: dict[str, str], may: bool
) -> None:
    client = app.test_client()
    changing = [one for one in every_request(app) if one[0] not in ("GET", "HEAD", "OPTIONS")]
    assert len(changing) >= 5
    for method, path in [*changing, ("DELETE", "/nothing"), ("PATCH", "/api/v1/models/active")]:
        answer = client.open(path, method=method, headers=headers)
        assert (answer.status_code == 403) is not may, (method, path)
        assert answer.status_code < 500
        if not may and path.startswith("/api"):
            assert answer.json["error"]["code"] == "cross_origin"


@pytest.mark.parametrize("headers", [headers for headers, _ in CASES])
def test_a_request_that_only_reads_is_answered_wherever_it_comes_from(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.open("/api/v1/models", method=method, headers=headers).status_code == 200


def test_a_form_cannot_stand_in_for_json(client: FlaskClient) -> None:
    """A page may make a browser send text/plain to anywhere, without asking first."""
    body = '{"name": "cifar10-resnet8"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        answer = client.post("/api/v1/models/active", data=body, content_type=kind)
        assert (answer.status_code, answer.json["error"]["code"]) == (415, "wrong_content_type")


def test_reading_never_changes_anything(classifier: Classifier, tmp_path: Path) -> None:
    served = ServedModels(classifier, store=ModelStore(tmp_path))
    app = create_app(served)
    client = app.test_client()

    def state() -> object:
        files = [
            (p, p.stat().st_mtime_ns, p.read_bytes()) for p in tmp_path.rglob("*") if p.is_file()
        ]
        digest = hashlib.sha256(repr(sorted(files)).encode()).hexdigest()
        return digest, [entry.as_json() for entry in served.entries()], served.problem

    client.post("/api/v1/models/active", json={"name": "cifar10-resnet8"})
    before = state()
    for method, path in every_request(app):
        if method in ("GET", "HEAD", "OPTIONS"):
            for query in ("", "?token=abc", "?name=cifar10-resnet8.float32&active=1"):
                client.open(path + query, method=method).close()
    assert state() == before


def test_no_answer_lets_a_foreign_page_read_it(app: Flask) -> None:
    client = app.test_client()
    for method, path in every_request(app):
        with client.open(path, method=method, headers={ORIGIN: "http://evil.example"}) as answer:
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
