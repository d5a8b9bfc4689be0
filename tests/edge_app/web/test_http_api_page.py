import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app.web import WebSettings
from edge_app.web.problems import HTTP_PROBLEMS, PICTURE_PROBLEMS


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "http-api.md").read_text()


def test_the_api_page_names_every_route(page: str, app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<path:filename>", "...")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert f"`{method} {path}`" in page


def test_the_api_page_names_every_limit_with_its_default(page: str) -> None:
    for field in fields(WebSettings):
        assert f"| `{field.name}` | {field.default}" in page


def test_the_api_page_names_every_error_with_its_status(page: str, root: Path) -> None:
    documented = set(re.findall(r"^\| (\d+) \| `(\w+)`", page, re.MULTILINE))
    known = {(str(status), code) for status, code in PICTURE_PROBLEMS.values()}
    known |= {(str(status), code) for status, (code, _) in HTTP_PROBLEMS.items()}
    source = "".join(path.read_text() for path in (root / "edge_app" / "web").glob("*.py"))
    known |= set(re.findall(r'status=(\d+),\s+code="(\w+)"', source))
    assert documented == known | {("400", "bad_request"), ("405", "method_not_allowed")}


def test_the_answers_on_the_api_page_have_the_fields_of_real_ones(
    page: str, client: FlaskClient, picture: bytes
) -> None:
    answer, _, health = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    real = client.post("/api/v1/classify", data=picture, content_type="image/jpeg").json
    assert shape(answer) == shape(real)
    assert shape(health) == shape(client.get("/healthz").json)


def shape(value: object) -> object:
    """The names of the fields in their order, through all levels."""
    if isinstance(value, dict):
        return [(name, shape(inner)) for name, inner in value.items()]
    return [shape(inner) for inner in value] if isinstance(value, list) else None
