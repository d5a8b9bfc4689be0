"""Read a JSON body strictly, in memory that is bounded by its size."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Request

from edge_app.plain_text import printable
from edge_app.web.problems import RequestError
from edge_app.web.request_body import declared_type, read_body

JSON = "application/json"
# Each may become an object of about 100 bytes: 16 MiB of "[],[]," would need 400 MB. No base64
# text has any of them, so that a request of many pictures stays far below.
STRUCTURE_MARKS = (b"[", b"{", b",", b"\\")
MAX_STRUCTURE_MARKS = 100_000
TYPE_NAMES: dict[type, str] = {
    str: "a text",
    list: "a list",
    dict: "an object",
    bool: "true or false",
    float: "a number",
}
# No number of this API needs more.
MOST_DIGITS = 40
SHOWN_LETTERS = 40
# One letter that is not ASCII makes Python keep four bytes for each letter of its text.
LONG_TEXT_BYTES = 2**16
# The quote at the end may lack: a pattern that demands it would look back for it at every letter.
_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_NOT_IN_BASE64 = re.compile(rb"[\\\x80-\xff]")


def json_object(request: Request, *, has_numbers: bool = False) -> dict[str, Any]:
    """The object that is the body of a request with the Content-Type application/json.

    Numbers in it become floats, all of them 0 unless it ``has_numbers``.

    Raises RequestError: another Content-Type, a compressed or too large body, or not strict JSON.
    """
    kind = declared_type(request)
    if kind != JSON:
        raise RequestError(
            f"The body's Content-Type is {kind[:SHOWN_LETTERS]!r}, expected {JSON}.",
            code="wrong_content_type",
        )
    return parse_object(read_body(request), has_numbers=has_numbers)


def parse_object(content: bytes, *, has_numbers: bool = False) -> dict[str, Any]:
    """The object that the UTF-8 text ``content`` is; each of its names stands there once.

    Its numbers are as ``json_object`` says.

    Raises RequestError: anything else, with the place where it stops being JSON.
    """
    if sum(content.count(mark) for mark in STRUCTURE_MARKS) > MAX_STRUCTURE_MARKS:
        raise bad_json("has too many lists, objects, fields or escapes in it")
    _check_long_texts(content)
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_each_once,
            parse_constant=_no_constant,
            parse_int=_number if has_numbers else _no_number,
            parse_float=_number if has_numbers else _no_number,
        )
    except UnicodeDecodeError as error:
        raise bad_json(f"is not UTF-8 text, from byte {error.start + 1} on") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise bad_json(f"is not JSON: {error.msg} ({place})") from error
    except RecursionError as error:
        raise bad_json("is nested too deeply") from error
    if not isinstance(value, dict):
        raise bad_json("is not a JSON object")
    return value


def check_fields(
    value: Any,
    required: Mapping[str, type],
    *,
    optional: Mapping[str, type] | None = None,
    where: str = "The body",
) -> None:
    """Check that ``value`` is an object with these fields, each of its type, and no other.

    Raises RequestError, which names ``where``.
    """
    if not isinstance(value, dict):
        raise bad_json("is not a JSON object", where)
    known = {**required, **(optional or {})}
    for name in value:
        if name not in known:
            expected = ", ".join(known)
            raise bad_json(f"has the unknown field {shown(name)}. It may have: {expected}", where)
    for name, kind in known.items():
        if name not in value and name in required:
            raise bad_json(f"lacks the field {name!r}", where)
        if name in value and not isinstance(value[name], kind):
            raise bad_json(f"has a field {name!r} that is not {TYPE_NAMES[kind]}", where)


def bad_json(reason: str, where: str = "The body") -> RequestError:
    """The error for a body that is not what it should be; ``reason`` goes on after ``where``."""
    return RequestError(f"{where} {reason}.", code="bad_json")


def shown(name: str) -> str:
    """A name that a client chose, cut and in quotes, without what is not a visible character."""
    return repr(printable(name[:SHOWN_LETTERS]))


def _check_long_texts(content: bytes) -> None:
    if len(content) <= LONG_TEXT_BYTES:
        return
    for text in _TEXT.finditer(content):
        start, end = text.span()
        if end - start > LONG_TEXT_BYTES and _NOT_IN_BASE64.search(content, start, end):
            raise bad_json("has a long text in it that is not base64")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise bad_json(f"has the field {shown(name)} twice in one object")
        found[name] = value
    return found


def _number(digits: str) -> float:
    if len(digits) > MOST_DIGITS:
        raise bad_json(f"has a number of more than {MOST_DIGITS} digits in it")
    return float(digits)


def _no_number(_digits: str) -> float:
    """Not read: Python takes long for a number of millions of digits."""
    return 0.0


def _no_constant(name: str) -> NoReturn:
    raise bad_json(f"is not JSON: there is no {name} in it")
