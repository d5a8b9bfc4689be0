"""The description of the API for programs, OpenAPI 3.1, made from the routes themselves."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.routing import Rule

from edge_app import __version__
from edge_app.web.access.origin import SAFE_METHODS
from edge_app.web.json_body import JSON
from edge_app.web.openapi_routes import Operation, Parameter
from edge_app.web.problems import PROBLEMS
from edge_app.web.schema import object_schema, schema_of, shapes_in
from edge_app.web.shapes import ErrorAnswer

# Any route may answer them; the later ones, where it changes something, or demands a login.
COMMON_ERRORS = ("bad_host", "internal_error")
CHANGE_ERRORS = ("cross_origin",)
LOGIN_ERRORS = ("login_needed", "wrong_token", "too_many_logins")
# Their answers say when a new try is worth it.
RETRY_CODES = ("busy", "too_many_logins")


def document(
    rules: Iterable[Rule], operations: Mapping[str, Operation], *, login_cookie: str | None
) -> dict[str, Any]:
    """The OpenAPI document of every route in ``rules`` that has one of ``operations``.

    ``login_cookie`` is the name of the cookie that a login sets; None where none is demanded.
    """
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for rule in rules:
        if rule.endpoint in operations:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                paths[path][method.lower()] = describe(
                    rule.endpoint,
                    operations[rule.endpoint],
                    more_errors=(
                        *COMMON_ERRORS,
                        *(() if method in SAFE_METHODS else CHANGE_ERRORS),
                        *(LOGIN_ERRORS if login_cookie else ()),
                    ),
                )
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Edge Image Classifier",
            "version": __version__,
            "description": "Classify pictures on this device.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {"schemas": components(operations.values())},
    }
    return with_login(described, login_cookie) if login_cookie else described


def with_login(document: dict[str, Any], cookie: str) -> dict[str, Any]:
    """The document of an application that demands a login: by cookie or by token."""
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "The server's token."},
        "cookie": {"type": "apiKey", "in": "cookie", "name": cookie},
    }
    document["security"] = [{name: []} for name in schemes]
    document["components"]["securitySchemes"] = schemes
    # Everybody may ask whether all is well; who is let in is told more.
    document["paths"]["/healthz"]["get"]["security"] = [{}, *document["security"]]
    return document


def components(operations: Iterable[Operation]) -> dict[str, Any]:
    """The schemas of every shape that an operation takes or answers, by name."""
    named = [ErrorAnswer, *(hint for one in operations for hint in (one.answer, one.json))]
    return {shape.__name__: object_schema(shape) for hint in named for shape in shapes_in(hint)}


def describe(
    endpoint: str, operation: Operation, *, more_errors: tuple[str, ...]
) -> dict[str, Any]:
    """The Operation Object of one route; ``more_errors`` are codes beside its own."""
    described: dict[str, Any] = {
        "operationId": endpoint.split(".")[-1],
        "summary": operation.summary,
        "responses": {**_successes(operation), **_failures((*operation.errors, *more_errors))},
    }
    if operation.parameters:
        described["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.json is not None:
        bodies = {JSON: schema_of(operation.json), **operation.bodies}
        content = {kind: {"schema": schema} for kind, schema in bodies.items()}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.meaning,
        "schema": parameter.schema,
    }


def _successes(operation: Operation) -> dict[str, Any]:
    kinds = operation.kinds if operation.answer is None else (JSON,)
    schema = {"type": "string"} if operation.answer is None else schema_of(operation.answer)
    content = {kind: {"schema": schema} for kind in kinds}
    nothing = {} if operation.nothing is None else {"204": {"description": operation.nothing}}
    return {"200": {"description": "The answer.", "content": content}, **nothing}


def _failures(codes: tuple[str, ...]) -> dict[str, Any]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[PROBLEMS[code][0]].append(code)
    return {str(status): _failure(by_status[status]) for status in sorted(by_status)}


def _failure(codes: list[str]) -> dict[str, Any]:
    schema = {
        "allOf": [
            schema_of(ErrorAnswer),
            {"properties": {"error": {"properties": {"code": {"enum": codes}}}}},
        ]
    }
    failure: dict[str, Any] = {
        "description": " ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in codes),
        "content": {JSON: {"schema": schema}},
    }
    if set(codes) & set(RETRY_CODES):
        seconds = {"type": "integer", "minimum": 1}
        failure["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "required": True, "schema": seconds}
        }
    return failure
