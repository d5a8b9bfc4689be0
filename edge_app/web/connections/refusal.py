"""The answer to a request that never reaches the application."""

import json
from email.utils import formatdate
from http import HTTPStatus

from edge_app.web.app import ALL_HEADERS
from edge_app.web.problems import FOR_PROGRAMS, Problem

TOO_SLOW = Problem(
    "too_slow", "The request came too slowly, and was given up. Try again with a better connection."
)
STOPPING = Problem(
    "busy", "The application is being stopped. Try again in a minute.", {"Retry-After": "60"}
)


def refusal(problem: Problem, *, path: str) -> bytes:
    """A whole HTTP answer: JSON where programs ask, else the message as text."""
    if path.startswith(FOR_PROGRAMS):
        body, kind = json.dumps({"error": problem.as_json()}) + "\n", "application/json"
    else:
        body, kind = problem.message + "\n", "text/plain; charset=utf-8"
    content = body.encode()
    headers = {
        **dict(ALL_HEADERS),
        **problem.headers,
        "Connection": "close",
        "Content-Length": str(len(content)),
        "Content-Type": kind,
        "Date": formatdate(usegmt=True),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    first = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
    return f"{first}{lines}\r\n".encode() + content
