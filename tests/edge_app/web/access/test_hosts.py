"""Requests that are addressed to a name that is not ours: DNS rebinding."""

import socket

import pytest
from flask import Flask

from edge_app import Classifier
from edge_app.web import create_app
from edge_app.web.access import Access
from edge_app.web.access.access import plain_name
from edge_app.web.access.hosts import MOST_KEPT, HostRule, host_name
from edge_app.web.problems import RequestError
from tests.edge_app.web.access.route_walk import every_request

FOREIGN = [
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example.",
    "192.0.2.7:8000",
    "0.0.0.0:8000",
    "[2001:db8::1]",
]
MALFORMED = ["", "localhost:80:80", "localhost:99999", "localhost:-1", "[::1", "::1", "local host"]
MALFORMED += ["user@localhost", "localhost/x", "localhost, evil.example", "loc\u00e4lhost", "[]"]
LOOPBACK = ["localhost", "LOCALHOST:8000", "Localhost.", "localhost.:80", "127.0.0.1", "localhost:"]
LOOPBACK += ["127.0.0.1:8000", "127.1.2.3", "[::1]", "[::1]:8000", "[0:0:0:0:0:0:0:1]"]
LOOPBACK += ["[::FFFF:127.0.0.1]"]
# What an answer to a stranger must not hold.
INSIDE = (b"resnet8", b"airplane", b"litert", b"sha256")


@pytest.mark.parametrize("host", [*FOREIGN, *MALFORMED])
def test_a_foreign_name_gets_nothing_on_any_path(app: Flask, host: str) -> None:
    client = app.test_client()
    for method, path in every_request(app):
        answer = client.open(path, method=method, headers={"Host": host})
        assert answer.status_code == 400, (method, path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not any(words in answer.data for words in INSIDE), (method, path)


@pytest.mark.parametrize("host", LOOPBACK)
def test_the_names_of_the_loopback_are_answered_in_any_form(app: Flask, host: str) -> None:
    client = app.test_client()
    for path, status in (("/", 200), ("/static/style.css", 200), ("/nothing", 404)):
        with client.get(path, headers={"Host": host}) as answer:
            assert answer.status_code == status


def test_a_program_is_told_in_json_and_a_browser_on_a_page(app: Flask) -> None:
    client = app.test_client()
    said = client.get("/api/v1/models", headers={"Host": "evil.example"}).json["error"]
    assert said["code"] == "bad_host"
    assert "--allow-host" in said["message"]
    page = client.get("/", headers={"Host": "evil.example"})
    assert page.content_type.startswith("text/html")
    assert "evil" not in page.text


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("pi.example:8000", True),
        ("PI.EXAMPLE.", True),
        (socket.gethostname().upper(), True),
        (f"{socket.gethostname().partition('.')[0]}.local:80", True),
        ("192.168.1.20:8000", True),
        ("[fd00::20]:8000", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("[::]:8000", False),
        ("other.example", False),
        ("pi.example.evil", False),
        ("3232235796", False),  # 192.168.1.20, as no browser sends it.
    ],
)
def test_on_the_network_addresses_own_names_and_allowed_ones_are_answered(
    classifier: Classifier, host: str, is_ours: bool
) -> None:
    access = Access.on("0.0.0.0", allowed=("Pi.Example.",))
    client = create_app(classifier, access=access).test_client()
    status = client.get("/healthz", headers={"Host": host}).status_code
    assert status == (200 if is_ours else 400)


def test_the_name_that_is_listened_on_is_ours() -> None:
    rule = HostRule(Access.on("Camera.Example.Org"))
    rule.check({"HTTP_HOST": "camera.example.org:8000"})


def test_only_http_1_0_may_leave_the_host_out() -> None:
    rule = HostRule(Access())
    rule.check({"SERVER_PROTOCOL": "HTTP/1.0"})
    for protocol in ("HTTP/1.1", "HTTP/2", ""):
        with pytest.raises(RequestError, match="no header Host"):
            rule.check({"SERVER_PROTOCOL": protocol})
    with pytest.raises(RequestError, match="malformed"):
        rule.check({"SERVER_PROTOCOL": "HTTP/1.0", "HTTP_HOST": ""})


def test_what_is_remembered_of_headers_is_bounded() -> None:
    rule = HostRule(Access())
    for port in range(2 * MOST_KEPT):
        rule.check({"HTTP_HOST": f"localhost:{port}"})
    assert len(rule._accepted) == MOST_KEPT
    with pytest.raises(RequestError):
        rule.check({"HTTP_HOST": "evil.example"})


def test_a_name_is_read_without_its_port_and_brackets() -> None:
    assert host_name("[FD00::1]:80") == "fd00::1"
    assert host_name("Pi.Local.:8000") == "pi.local"
    assert plain_name("A.") == "a"
