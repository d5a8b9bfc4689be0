"""Logging in and out, by page, link and header."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.web import create_app
from edge_app.web.access import Access
from edge_app.web.access.failures import MOST_OF_ONE
from tests.edge_app.web.access.route_walk import every_request

Bearer = Callable[[str], dict[str, str]]


def from_address(address: str) -> dict[str, dict[str, str]]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def test_a_stranger_sees_the_form_and_nothing_else(stranger: FlaskClient) -> None:
    page = stranger.get("/")
    assert page.status_code == 401
    assert page.headers["WWW-Authenticate"].startswith("Bearer ")
    assert 'action="/login"' in page.text
    assert "resnet8" not in page.text
    assert "version" not in page.text
    refused = stranger.get("/api/v1/models")
    assert (refused.status_code, refused.json["error"]["code"]) == (401, "login_needed")


def test_the_form_lets_in_and_the_cookie_is_not_the_token(
    stranger: FlaskClient, token: str
) -> None:
    answer = stranger.post("/login", data={"token": f" {token} "})
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert token not in cookie
    for words in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert words in cookie
    assert "Secure" not in cookie
    page = stranger.get("/")
    assert page.status_code == 200
    assert "Log out" in page.text
    assert stranger.get("/login").status_code == 302


def test_the_cookie_is_kept_from_plain_http_where_there_is_tls(
    stranger: FlaskClient, token: str
) -> None:
    secure = {"wsgi.url_scheme": "https"}
    answer = stranger.post("/login", data={"token": token}, environ_overrides=secure)
    assert "; Secure;" in answer.headers["Set-Cookie"]


def test_the_link_lets_in_and_leads_to_the_clean_address(stranger: FlaskClient, token: str) -> None:
    answer = stranger.get(f"/?token={token}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert stranger.get("/").status_code == 200
    assert stranger.get(f"/?token={token}").location == "/"


def test_the_link_is_for_the_start_page_only(stranger: FlaskClient, token: str) -> None:
    for path in ("/metrics", "/api/v1/models", "/result", "/nothing", "/healthz"):
        assert "Set-Cookie" not in stranger.get(f"{path}?token={token}").headers
    assert stranger.get("/").status_code == 401


def test_logging_out_ends_it_in_this_browser(visitor: FlaskClient) -> None:
    assert visitor.get("/").status_code == 200
    answer = visitor.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert visitor.get("/").status_code == 401
    assert visitor.get("/login").status_code == 200


def test_programs_bring_the_token_in_a_header(
    stranger: FlaskClient, bearer: Bearer, token: str
) -> None:
    for path in ("/metrics", "/api/v1/models", "/"):
        assert stranger.get(path, headers=bearer(token)).status_code == 200
        assert stranger.get(path, headers={"Authorization": f"BEARER  {token}"}).status_code == 200
    for words in ("", f"Basic {token}", token, "Bearer"):
        refused = stranger.get("/metrics", headers={"Authorization": words})
        assert refused.json["error"]["code"] == "login_needed"
    for wrong in (token.upper(), token[:-1], f"{token}x", "", "\u00e4"):
        refused = stranger.get("/metrics", headers=bearer(wrong))
        assert (refused.status_code, refused.json["error"]["code"]) == (401, "wrong_token")


@pytest.mark.parametrize("data", [{"token": "wrong"}, {}, {"token": ""}])
def test_a_wrong_token_in_the_form_is_said_there(
    stranger: FlaskClient, data: dict[str, str]
) -> None:
    answer = stranger.post("/login", data=data)
    assert answer.status_code == 401
    assert "not the token of this server" in answer.text
    assert 'action="/login"' in answer.text
    assert stranger.get("/?token=wrong").status_code == 401


def test_a_large_form_is_not_read(stranger: FlaskClient) -> None:
    assert stranger.post("/login", data={"token": "x" * 5000}).status_code == 413


def test_health_tells_strangers_only_whether_all_is_well(
    stranger: FlaskClient, visitor: FlaskClient, bearer: Bearer, token: str
) -> None:
    assert stranger.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/healthz").json["model"] == "cifar10-resnet8"
    assert "version" in stranger.get("/healthz", headers=bearer(token)).json
    assert stranger.get("/healthz", headers=bearer("wrong")).status_code == 401


def test_the_page_has_what_it_needs_for_its_form(stranger: FlaskClient) -> None:
    for path in ("/static/style.css", "/static/icon.svg", "/favicon.ico", "/login"):
        with stranger.get(path) as answer:
            assert answer.status_code == 200


def test_who_guesses_has_to_wait_and_others_need_not(
    stranger: FlaskClient, visitor: FlaskClient, bearer: Bearer, token: str
) -> None:
    bad, good = from_address("192.0.2.66"), from_address("192.0.2.7")
    ways = [
        lambda: stranger.post("/login", data={"token": "wrong"}, **bad),
        lambda: stranger.get("/?token=wrong", **bad),
        lambda: stranger.get("/metrics", headers=bearer("wrong"), **bad),
        lambda: stranger.get("/static/style.css", headers=bearer("wrong"), **bad),
    ]
    statuses = {ways[number % 4]().status_code for number in range(MOST_OF_ONE)}
    assert statuses == {401}
    for way in ways:
        refused = way()
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
    # Not even the right token is looked at, or the guessing could go on.
    assert stranger.get("/metrics", headers=bearer(token), **bad).status_code == 429
    assert "Set-Cookie" not in stranger.post("/login", data={"token": token}, **bad).headers
    # Whoever was let in already, and whoever comes from elsewhere, notices nothing.
    assert visitor.get("/metrics", **bad).status_code == 200
    assert stranger.get("/metrics", headers=bearer(token), **good).status_code == 200
    assert stranger.post("/login", data={"token": token}, **good).status_code == 303


def test_where_no_login_is_demanded_all_is_open(client: FlaskClient) -> None:
    assert client.get("/healthz").json["model"] == "cifar10-resnet8"
    assert "Log out" not in client.get("/").text
    assert client.get("/login").location == "/"
    for path in ("/login", "/logout"):
        assert client.post(path, data={"token": "x"}).status_code == 303
    with_header = client.get("/metrics", headers={"Authorization": "Bearer whatever"})
    assert with_header.status_code == 200


def test_a_route_that_no_table_names_is_closed(classifier: Classifier) -> None:
    app = create_app(classifier, access=Access(token="some-token"))
    app.add_url_rule("/new", "new", lambda: "secret")
    assert app.test_client().get("/new").status_code == 401


def test_nothing_is_done_for_a_stranger(guarded_app: Flask, stranger: FlaskClient) -> None:
    is_open = (
        "/static/style.css",
        "/static/nothing",
        "/favicon.ico",
        "/healthz",
        "/login",
        "/logout",
    )
    for method, path in every_request(guarded_app):
        with stranger.open(path, method=method, data=b"x" * 100) as answer:
            is_let_in = path in is_open and (method, path) != ("POST", "/login")
            assert (answer.status_code == 401) is not is_let_in, (method, path)
