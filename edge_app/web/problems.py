"""What went wrong, as a status, a code for programs and a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from edge_app.errors import (
    BusyError,
    DamagedImageError,
    EdgeAppError,
    ImageTooLargeError,
    ModelFileError,
    ModelNotFoundError,
    ModelRefusedError,
    ModelStoreError,
    UnsupportedImageError,
)

# Every error that can be answered: its code, its status, and what it means.
PROBLEMS: dict[str, tuple[int, str]] = {
    "missing_image": (400, "No picture came, or the body is declared as a web form."),
    "bad_parameter": (400, "A query parameter is unknown, repeated or out of its range."),
    "bad_json": (400, "The body is not the JSON that is expected here."),
    "bad_region": (400, "The region is no part of a frame."),
    "bad_request": (400, "The request is malformed."),
    "bad_host": (400, "The request is addressed to a name that is not the server's."),
    "login_needed": (401, "A login is needed, and none came."),
    "wrong_token": (401, "The token is not that of this server."),
    "cross_origin": (403, "A page of another site made the request."),
    "not_found": (404, "There is nothing at this address."),
    "model_not_found": (404, "There is no model of this name."),
    "no_frame": (404, "The camera has not given a frame yet, or is stopped."),
    "no_camera": (404, "The application was started without a camera."),
    "method_not_allowed": (405, "The address does not answer this method."),
    "too_slow": (408, "The body came too slowly, and was given up."),
    "model_refused": (409, "The file of this model cannot be used."),
    "body_too_large": (413, "The body is larger than is accepted."),
    "image_too_large": (413, "The picture has too many pixels, or would take too much memory."),
    "too_many_files": (413, "More pictures came than are accepted in one request."),
    "form_too_large": (413, "The form has too many parts, or too long a text in one of them."),
    "unsupported_image": (415, "Not a picture in one of the accepted formats."),
    "unsupported_encoding": (415, "The body is compressed."),
    "wrong_content_type": (415, "The body is not declared as JSON."),
    "bad_range": (416, "The file does not have the range of bytes that was asked for."),
    "damaged_image": (422, "An accepted format, but cut off, corrupt, or of too many parts."),
    "too_many_logins": (429, "Too many wrong tokens came lately."),
    "head_too_large": (431, "The lines before the body are larger than is accepted."),
    "model_failed": (500, "The model has no answer to this picture."),
    "internal_error": (500, "Something went wrong in the application. Its log says what."),
    "busy": (503, "More wait, or read a stream, than may; or the machine has no memory left."),
    "store_failed": (507, "The folder of installed models cannot be written."),
}
CODES: dict[type[EdgeAppError], str] = {
    UnsupportedImageError: "unsupported_image",
    ImageTooLargeError: "image_too_large",
    DamagedImageError: "damaged_image",
    ModelFileError: "model_failed",
    ModelNotFoundError: "model_not_found",
    ModelRefusedError: "model_refused",
    ModelStoreError: "store_failed",
    BusyError: "busy",
}
HTTP_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "form_too_large",
    416: "bad_range",
}
NO_MEMORY = "The machine has no memory left for this request. Try it again in a while."
NO_MEMORY_RETRY_S = 10
# Their page has the form to log in.
LOGIN_CODES = ("login_needed", "wrong_token", "too_many_logins")
PICTURES = tuple(f"/camera/{name}" for name in ("frame.jpg", "snapshot.jpg", "stream.mjpg"))
FOR_PROGRAMS = ("/api", "/healthz", "/metrics", *PICTURES)


class RequestError(EdgeAppError, ValueError):
    """A request that cannot be answered as it is: the client's error, with a code of PROBLEMS."""

    def __init__(
        self, message: str, *, code: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.headers = dict(headers or {})


@dataclass(frozen=True)
class Problem:
    """One error: a fixed code for programs, what to do about it in words, and headers to send."""

    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status that belongs to the code."""
        return PROBLEMS[self.code][0]

    def as_json(self) -> dict[str, str]:
        """The ``error`` object of the API."""
        return {"code": self.code, "message": self.message}


def problem_of(error: Exception) -> Problem:
    """Describe an error: a RequestError, an HTTPException, a MemoryError, or one of CODES."""
    if isinstance(error, RequestError):
        return Problem(error.code, str(error), error.headers)
    if isinstance(error, HTTPException):
        return _http_problem(error)
    if isinstance(error, MemoryError):
        return Problem("busy", NO_MEMORY, {"Retry-After": str(NO_MEMORY_RETRY_S)})
    headers = {}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.retry_after_s)
    code = next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
    return Problem(code, str(error), headers)


def respond(problem: Problem) -> Response:
    """The answer to a failed request: JSON where programs ask, else a page."""
    if request.path.startswith(FOR_PROGRAMS):
        response = jsonify(error=problem.as_json())
    else:
        page = "login.html" if problem.code in LOGIN_CODES else "error.html"
        response = make_response(render_template(page, problem=problem))
    response.status_code = problem.status
    response.headers.update(problem.headers)
    return response


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        message = f"This address does not answer {request.method[:20]}. It answers {allowed}."
        return Problem("method_not_allowed", message, {"Allow": allowed})
    code = HTTP_CODES.get(status, "bad_request" if status < 500 else "internal_error")
    if code == "bad_request":
        return Problem(code, error.description or error.name)
    return Problem(code, PROBLEMS[code][1])
