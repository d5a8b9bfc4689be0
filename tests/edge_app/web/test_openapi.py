import base64
import json
import re
from pathlib import Path
from typing import Any, TypedDict

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app.web.api import PARAMETERS
from edge_app.web.openapi import CHANGE_ERRORS, COMMON_ERRORS, LOGIN_ERRORS
from edge_app.web.openapi_routes import Bounds, operations
from edge_app.web.problems import PROBLEMS
from edge_app.web.schema import object_schema, schema_of, shapes_in

CLASSIFY = "/api/v1/classify"
PAGES = {"static", "pages.index", "pages.result", "pages.no_result", "pages.icon", "pages.model"}
PAGES |= {"access.show_login", "access.log_in", "access.log_out"}
PAGES |= {"camera.page", "camera.camera_stream"}  # The stream has no end to be described.
OPERATIONS = operations(Bounds(max_files=32, max_upload_bytes=2**24, classes=10))
# What no route answers by itself: there is no such route, method or part of a file.
OUTSIDE = {"not_found", "method_not_allowed", "bad_range", "too_slow", "head_too_large"}
ANSWERS = [
    ("GET", "/healthz", None),
    ("GET", "/api/v1/models", None),
    ("GET", "/api/v1/models/cifar10-resnet8", None),
    ("GET", "/api/v1/models/active", None),
    ("GET", "/api/v1/models/nothing", None),
    ("POST", "/api/v1/models/active", {"name": "cifar10-resnet8"}),
    ("POST", "/api/v1/models/active", {"name": "nothing"}),
    ("POST", "/api/v1/models/active", {"nmae": ""}),
    ("POST", CLASSIFY, {"images": [{"data": "PICTURE", "name": "a.jpg"}]}),
    ("POST", CLASSIFY, {"images": [{"data": "PICTURE"}, {"data": "AAAA"}]}),
    ("POST", CLASSIFY, {"image": "AAAA"}),
    ("POST", CLASSIFY, {"image": "AAA"}),
    ("POST", CLASSIFY, {}),
    ("POST", CLASSIFY, {"images": [{"data": "AAAA"}] * 33}),
    ("GET", "/api/v1/camera", None),
    ("POST", "/api/v1/camera", {"inference": True}),
    ("POST", f"{CLASSIFY}?top=11", {"image": "AAAA"}),
    ("POST", f"{CLASSIFY}?model=nothing", {"image": "AAAA"}),
]


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    return answer.json


def test_every_route_is_a_page_or_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(\w+)>", r"{\1}", rule.rule)
        described = document["paths"].get(path, {})
        methods = {method.lower() for method in rule.methods - {"HEAD", "OPTIONS"}}
        assert (rule.endpoint in PAGES) is not (methods <= set(described)), rule


def test_every_operation_that_is_described_has_a_route(app: Flask) -> None:
    assert set(OPERATIONS) == {rule.endpoint for rule in app.url_map.iter_rules()} - PAGES


def test_every_parameter_of_a_route_is_described(app: Flask) -> None:
    assert tuple(one.name for one in OPERATIONS["api.classify"].parameters) == PARAMETERS
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPERATIONS:
            parameters = OPERATIONS[rule.endpoint].parameters
            in_path = {one.name for one in parameters if one.place == "path"}
            assert in_path == set(rule.arguments)


def test_every_code_of_an_error_belongs_to_an_operation() -> None:
    named = {code for operation in OPERATIONS.values() for code in operation.errors}
    assert named | OUTSIDE | {*COMMON_ERRORS, *CHANGE_ERRORS, *LOGIN_ERRORS} == set(PROBLEMS)


def test_every_code_that_the_source_raises_is_known(root: Path) -> None:
    source = "".join(path.read_text() for path in (root / "edge_app" / "web").rglob("*.py"))
    assert set(re.findall(r'code="(\w+)"', source)) <= set(PROBLEMS)


@pytest.mark.workstation
@pytest.mark.parametrize(("method", "path", "body"), ANSWERS)
def test_a_real_answer_has_the_described_fields_and_no_other(
    client: FlaskClient,
    document: dict[str, Any],
    picture: bytes,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    import jsonschema  # Here: the device's environments do not have it.

    text = json.dumps(body).replace("PICTURE", base64.b64encode(picture).decode())
    content = {} if body is None else {"data": text, "content_type": "application/json"}
    answer = client.open(path, method=method, **content)
    template = re.sub("/models/(?!active)[^/?]+", "/models/{name}", path.split("?")[0])
    described = document["paths"][template][method.lower()]["responses"][str(answer.status_code)]
    schema = described["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json, {**schema, "components": document["components"]})


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert names == set(document["components"]["schemas"])


def test_the_document_says_the_limits_of_the_application(limited: Any) -> None:
    paths = limited(max_files=2).get("/api/v1/openapi.json").json["paths"]
    content = paths[CLASSIFY]["post"]["requestBody"]["content"]
    files = content["multipart/form-data"]["schema"]["properties"]["image"]
    assert files["maxItems"] == 2
    top = paths[CLASSIFY]["post"]["parameters"][1]
    assert (top["name"], top["schema"]["maximum"]) == ("top", 10)


class Inner(TypedDict):
    """Something inside."""

    number: int


class Outer(Inner, total=False):
    """Something around it."""

    inner: list[Inner | None]


def test_the_schema_of_a_typed_dict_says_what_is_required() -> None:
    assert object_schema(Outer) == {
        "type": "object",
        "description": "Something around it.",
        "properties": {
            "number": {"type": "integer"},
            "inner": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/components/schemas/Inner"}, {"type": "null"}]},
            },
        },
        "required": ["number"],
        "additionalProperties": False,
    }
    assert shapes_in(Outer) == [Outer, Inner]
    assert schema_of(str | None) == {"type": ["string", "null"]}
