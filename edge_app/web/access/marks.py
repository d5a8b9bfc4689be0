"""Whether the request in hand was let in, for those who answer it."""

from typing import Any

from edge_app.web.request_body import current_request

KEY = "edge_app.let_in"


def mark_let_in(environ: dict[str, Any]) -> None:
    """Note that it has passed all checks, and may see what is inside."""
    environ[KEY] = True


def is_let_in() -> bool:
    """Whether it has. Never true of a request that nobody judged."""
    return KEY in current_request().environ
