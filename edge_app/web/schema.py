"""JSON Schema of the types in which the API's objects are written down."""

import types
import typing
from collections.abc import Iterable
from typing import Any

SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def schema_of(hint: Any) -> dict[str, Any]:
    """The schema of a type; a TypedDict becomes a reference to its own, ``object_schema``."""
    if typing.is_typeddict(hint):
        return {"$ref": f"#/components/schemas/{hint.__name__}"}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _annotated(schema_of(arguments[0]), arguments[1:])
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin in (types.UnionType, typing.Union):
        return _union([schema_of(argument) for argument in arguments])
    if origin is dict:
        return {"type": "object"}
    return {"type": SIMPLE[hint]}


def object_schema(shape: Any) -> dict[str, Any]:
    """The schema of a TypedDict: it has its fields and no other."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": shape.__doc__,
        "properties": {name: schema_of(hint) for name, hint in hints.items()},
        "required": [name for name in hints if name in shape.__required_keys__],
        "additionalProperties": False,
    }


def shapes_in(hint: Any) -> list[Any]:
    """Every TypedDict in a type, itself included, through all levels."""
    if typing.is_typeddict(hint):
        inner = typing.get_type_hints(hint, include_extras=True).values()
        return [hint, *(shape for one in inner for shape in shapes_in(one))]
    return [shape for one in typing.get_args(hint) for shape in shapes_in(one)]


def _union(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


def _annotated(schema: dict[str, Any], extras: Iterable[str | dict[str, Any]]) -> dict[str, Any]:
    found = dict(schema)
    for extra in extras:
        found.update({"description": extra} if isinstance(extra, str) else extra)
    return found
