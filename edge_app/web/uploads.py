"""From a request to the pictures in it, without a file on the disk."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from flask import Request

from edge_app.web.problems import RequestError

FIELD = "image"
NAME_LIMIT = 80
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

    Raises RequestError: no such file, more than ``max_files``, or too large a body.
    """
    _check_size(request)
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    if not files:
        raise _missing("The form holds no picture.")
    if len(files) > max_files:
        raise RequestError(
            f"{len(files)} pictures came; at most {max_files} are accepted in one request.",
            status=413,
            code="too_many_files",
        )
    return [Upload(shown_name(file.filename), file.stream.read()) for file in files]


def any_uploads(request: Request, *, max_files: int) -> list[Upload]:
    """The files of a form, as ``form_uploads`` gives them, or the one picture that is the body.

    Raises RequestError: as ``form_uploads``, or an empty body.
    """
    if request.mimetype == FORM:
        return form_uploads(request, max_files=max_files)
    _check_size(request)
    if request.mimetype == URLENCODED:  # What `curl --data-binary` sends unless it is told.
        raise _missing(f"The body's Content-Type is {URLENCODED}.")
    content = request.get_data(cache=False)
    if not content:
        raise _missing("The body is empty.")
    return [Upload(None, content)]


def shown_name(name: str | None) -> str | None:
    """A client's file name without folders and invisible characters, cut to NAME_LIMIT."""
    last = re.split(r"[/\\]", name or "")[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    if len(printable) > NAME_LIMIT:
        return printable[: NAME_LIMIT - 1] + "…"
    return printable or None


def readable_bytes(size: int) -> str:
    """A size in bytes as words: 16777216 is "16 MiB"."""
    if size < 2**10:
        return f"{size} bytes"
    return f"{size / 2**20:.4g} MiB" if size >= 2**20 else f"{size / 2**10:.4g} KiB"


def _check_size(request: Request) -> None:
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise RequestError(
            f"The upload is larger than {readable_bytes(limit)}, the most that is accepted. "
            "Send a smaller picture.",
            status=413,
            code="body_too_large",
        )


def _missing(reason: str) -> RequestError:
    return RequestError(
        f"{reason} Send a picture as the file field {FIELD!r} of a multipart form, or as the "
        "body itself with a Content-Type such as image/jpeg.",
        status=400,
        code="missing_image",
    )
