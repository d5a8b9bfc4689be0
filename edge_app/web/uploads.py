"""From a request to the pictures in it, without a file on the disk."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from flask import Request

from edge_app.web.plain_form import boundary_of, plain_files
from edge_app.web.problems import RequestError
from edge_app.web.request_body import (
    check_body,
    declared_type,
    read_body,
    turn_to_take_apart,
)

FIELD = "image"
NAME_LIMIT = 80
LONGEST_NAME = 4096  # As on Linux. Of a longer one, the end is looked at: the whole may be 16 MiB.
FORM = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Upload:
    """One picture as it came: a file name that is fit to be shown, if it has one, and its bytes."""

    name: str | None
    content: bytes


class InMemoryRequest(Request):
    """A request whose uploads stay in memory.

    Werkzeug writes uploads above 500 kB to a temporary file; on a device that is its SD card.
    """

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        return BytesIO()


def form_uploads(request: Request, *, max_files: int) -> list[Upload]:
    """The files of the multipart field ``image``, at least one.

    Raises RequestError: no such file, more than ``max_files``, or a compressed or too large body.
    """
    with turn_to_take_apart(request):
        files = _form_files(request)
    if not files:
        raise missing_image("The form holds no picture.")
    check_count(len(files), max_files=max_files)
    return [Upload(shown_name(name), content) for name, content in files]


def _form_files(request: Request) -> list[tuple[str, bytes]]:
    boundary = boundary_of(request.content_type or "")
    if boundary is None or request.content_length is None:
        check_body(request)
    else:
        content = read_body(request)
        most = request.max_form_parts or 0
        files = plain_files(content, boundary, field=FIELD, most=most)
        if files is not None:
            return files
        request.environ["wsgi.input"] = BytesIO(content)
    found = request.files.getlist(FIELD)
    return [(file.filename, file.stream.read()) for file in found if file.filename]


def body_upload(request: Request) -> list[Upload]:
    """The one picture that is the body.

    Raises RequestError: an empty, compressed or too large body, or one declared as a web form.
    """
    content = read_body(request)
    if declared_type(request) == URLENCODED:  # What `curl --data-binary` sends unless it is told.
        raise missing_image(f"The body's Content-Type is {URLENCODED}.")
    if not content:
        raise missing_image("The body is empty.")
    return [Upload(None, content)]


def check_count(count: int, *, max_files: int) -> None:
    """Raise RequestError where ``count`` pictures are more than ``max_files``."""
    if count > max_files:
        raise RequestError(
            f"{count} pictures came; at most {max_files} are accepted in one request.",
            code="too_many_files",
        )


def missing_image(reason: str) -> RequestError:
    """The error for a request without a picture: ``reason``, and how one is sent."""
    return RequestError(
        f"{reason} Send a picture as the file field {FIELD!r} of a multipart form, or as the "
        "body itself with a Content-Type such as image/jpeg.",
        code="missing_image",
    )


def shown_name(name: str | None) -> str | None:
    """A client's file name without folders and invisible characters, cut to NAME_LIMIT."""
    last = re.split(r"[/\\]", (name or "")[-LONGEST_NAME:])[-1]
    if not last.isprintable():
        last = "".join(letter for letter in last if letter.isprintable())
    printable = last.strip()
    if len(printable) > NAME_LIMIT:
        return printable[: NAME_LIMIT - 1] + "…"
    return printable or None
