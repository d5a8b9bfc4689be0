"""What the description of the API says of the login."""

from collections.abc import Callable

from flask.testing import FlaskClient

DOCUMENT = "/api/v1/openapi.json"


def test_it_names_both_ways_where_a_login_is_needed(visitor: FlaskClient) -> None:
    document = visitor.get(DOCUMENT).json
    schemes = document["components"]["securitySchemes"]
    assert schemes["bearer"]["scheme"] == "bearer"
    cookie = visitor.post("/login", data={"token": "correct-horse-battery-staple"})
    assert cookie.headers["Set-Cookie"].startswith(f"{schemes['cookie']['name']}=")
    assert document["security"] == [{"bearer": []}, {"cookie": []}]
    classify = document["paths"]["/api/v1/classify"]["post"]["responses"]
    assert {"400", "401", "403", "429"} <= set(classify)
    assert classify["429"]["headers"]["Retry-After"]["required"]


def test_health_needs_none(visitor: FlaskClient) -> None:
    document = visitor.get(DOCUMENT).json
    assert {} in document["paths"]["/healthz"]["get"]["security"]


def test_where_none_is_needed_it_says_nothing_of_one(client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json
    assert "security" not in document
    assert "securitySchemes" not in document["components"]
    described = document["paths"]["/api/v1/models"]["get"]["responses"]
    assert set(described) == {"200", "400", "500"}


def test_a_stranger_may_not_read_it(
    stranger: FlaskClient, bearer: Callable[[str], dict[str, str]], token: str
) -> None:
    assert stranger.get(DOCUMENT).status_code == 401
    assert stranger.get(DOCUMENT, headers=bearer(token)).status_code == 200
