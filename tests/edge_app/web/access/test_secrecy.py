"""The token is told to nobody, and how wrong a guess is, neither."""

import hmac

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.edge_app.web.access.conftest import TOKEN
from tests.edge_app.web.access.route_walk import every_request

WRONG = {"Authorization": "Bearer wrong-token"}


def test_the_token_is_in_no_answer_no_figure_and_no_line_of_the_log(
    guarded_app: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    brought = [
        {"headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"headers": {"Authorization": f"Bearer {TOKEN}x"}},
        {"query_string": {"token": TOKEN}},
        {"query_string": {"token": TOKEN}, "headers": {"Origin": "http://evil.example"}},
    ]
    client = guarded_app.test_client()
    asked = [*every_request(guarded_app), ("GET", "/metrics"), ("POST", "/login")]
    for options in brought:
        for method, path in asked:
            with client.open(path, method=method, **options) as answer:
                assert TOKEN.encode() not in answer.data, (method, path)
                assert TOKEN not in str(answer.headers), (method, path)
    assert TOKEN not in caplog.text
    assert TOKEN not in "".join(capfd.readouterr())


@pytest.mark.parametrize("way", ["a token", "a cookie"])
def test_whether_a_secret_is_right_is_decided_in_a_time_that_does_not_tell(
    guarded_app: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Nothing but ``hmac.compare_digest`` decides: where it always says no, nobody is let in."""
    right = {"Authorization": f"Bearer {TOKEN}"}
    client, headers = (guarded_app.test_client(), right) if way == "a token" else (visitor, {})
    assert client.get("/metrics", headers=headers).status_code == 200
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: False)
    assert client.get("/metrics", headers=headers).status_code == 401
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: True)
    assert guarded_app.test_client().get("/metrics", headers=WRONG).status_code == 200
