"""What went wrong, as a status, a code for programs and a sentence for people."""

from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from edge_app.errors import (
    DamagedImageError,
    EdgeAppError,
    ImageTooLargeError,
    ModelFileError,
    UnsupportedImageError,
)

PICTURE_PROBLEMS: dict[type[Exception], tuple[int, str]] = {
    UnsupportedImageError: (415, "unsupported_image"),
    ImageTooLargeError: (413, "image_too_large"),
    DamagedImageError: (422, "damaged_image"),
    ModelFileError: (500, "model_failed"),
}
HTTP_PROBLEMS = {
    404: ("not_found", "There is nothing at this address."),
    413: ("form_too_large", "The form has too many parts, or too long a text in one of them."),
    500: ("internal_error", "Something went wrong in the application. Its log says what."),
}


class RequestError(EdgeAppError, ValueError):
    """A request that cannot be answered as it is: the client's error, with its 4xx status."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Problem:
    """One error: HTTP status, a fixed code for programs, and what to do about it in words."""

    status: int
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The ``error`` object of the API."""
        return {"code": self.code, "message": self.message}


def problem_of(error: Exception) -> Problem:
    """Describe an error that a request met."""
    if isinstance(error, RequestError):
        return Problem(error.status, error.code, str(error))
    if isinstance(error, HTTPException):
        return _http_problem(error)
    status, code = PICTURE_PROBLEMS.get(type(error), (422, "unusable_image"))
    return Problem(status, code, str(error))


def respond(error: Exception) -> Response:
    """The answer to a failed request: JSON where programs ask, else a page."""
    problem = problem_of(error)
    for_programs = request.path.startswith("/api/") or request.path == "/healthz"
    if for_programs:
        response = jsonify(error=problem.as_json())
    else:
        response = make_response(render_template("error.html", problem=problem))
    response.status_code = problem.status
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        message = f"This address does not answer {request.method[:20]}. It answers {allowed}."
        return Problem(status, "method_not_allowed", message)
    default = (error.name.lower().replace(" ", "_"), error.description or error.name)
    code, message = HTTP_PROBLEMS.get(status, default)
    return Problem(status, code, message)
