"""The request in hand, and its body in memory, if it is not too large and not compressed."""

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import Request, request

from edge_app.web.problems import RequestError

# Of a body in parts, or in base64, there are three or four copies while it is taken apart.
LARGE_BYTES = 2**20
_one_at_a_time = threading.Lock()
_at_once: AbstractContextManager[Any] = nullcontext()


def turn_to_take_apart(request: Request) -> AbstractContextManager[Any]:
    """Wait until no other large body is taken apart; a small one need not wait."""
    length = request.content_length
    return _one_at_a_time if length is None or length > LARGE_BYTES else _at_once


def current_request() -> Request:
    """The request in hand itself: each look at it through Flask's proxy takes time."""
    return request._get_current_object()  # type: ignore[attr-defined,no-any-return]


def declared_type(request: Request) -> str:
    """The body's Content-Type in small letters, without parameters such as its charset."""
    return (request.content_type or "").partition(";")[0].strip().lower()


def check_body(request: Request) -> None:
    """Refuse a body by what its headers say of it.

    Raises RequestError: larger than the limit, or with a Content-Encoding.
    """
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise RequestError(too_large(limit), code="body_too_large")
    encoding = request.environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity"):
        raise RequestError(
            f"The body's Content-Encoding is {encoding[:20]!r}. Send it uncompressed, without "
            "this header: pictures are compressed by themselves.",
            code="unsupported_encoding",
            headers={"Accept-Encoding": "identity"},
        )


def read_body(request: Request) -> bytes:
    """The whole body. Raises RequestError: as ``check_body``."""
    check_body(request)
    length = request.content_length
    if length is None:
        return request.get_data(cache=False)
    # Werkzeug's own way makes a stream around the server's, and copies the body once more.
    content: bytes = request.environ["wsgi.input"].read(length)
    return content


def too_large(limit: int) -> str:
    """What is said of a body above ``limit`` bytes."""
    return (
        f"The upload is larger than {readable_bytes(limit)}, the most that is accepted. "
        "Send a smaller picture."
    )


def readable_bytes(size: int) -> str:
    """A size in bytes as words: 16777216 is "16 MiB"."""
    if size < 2**10:
        return f"{size} bytes"
    return f"{size / 2**20:.4g} MiB" if size >= 2**20 else f"{size / 2**10:.4g} KiB"
