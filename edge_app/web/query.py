"""What stands in the query of an address."""

from collections.abc import Mapping

from flask import Request

from edge_app.web.json_body import shown
from edge_app.web.problems import RequestError


def parameters(request: Request, *, known: tuple[str, ...]) -> Mapping[str, str]:
    """The query parameters by name.

    Raises RequestError: one is not ``known``, or stands there twice.
    """
    if not request.query_string:
        return {}
    for name, values in request.args.lists():
        if name not in known or len(values) > 1:
            reason = "unknown" if name not in known else "there twice"
            raise RequestError(
                f"The query parameter {shown(name)} is {reason}. "
                f"There may be one each of: {', '.join(known)}.",
                code="bad_parameter",
            )
    return request.args


def whole_number(name: str, text: str, *, low: int, high: int) -> int:
    """The number from ``low`` to ``high`` that the parameter ``name`` is.

    Raises RequestError: ``text`` is no such number.
    """
    # A number of many digits is refused before int() would have to read it.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if not low <= number <= high:
        raise RequestError(
            f"{name} is {text[:20]!r}, expected a number from {low} to {high}.",
            code="bad_parameter",
        )
    return number
