"""Refuse what a foreign page makes a browser send (cross-site request forgery).

The rules are those of Go's ``http.CrossOriginProtection`` and of datasette: no token in the forms
is needed, because every browser of today says where a request comes from.
"""

from typing import Any

from edge_app.web.problems import RequestError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})  # "none": the visitor's own doing, not a page's.


def check_origin(environ: dict[str, Any]) -> None:
    """Judge a request that may change something.

    Raises RequestError: it comes from a page of another origin.
    """
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        if site not in OWN_SITES:
            raise _refusal()
        return
    # Browsers send Sec-Fetch-Site to this machine and over TLS only. The scheme of the origin is
    # not compared: a proxy that ends TLS would otherwise lock everybody out.
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        return  # No browser sent it, and none but a browser can be misused in this way.
    scheme, separator, host = origin.partition("://")
    is_web = scheme.lower() in ("http", "https") and bool(separator)
    if not is_web or host.lower() != environ.get("HTTP_HOST", "").lower():
        raise _refusal()


def _refusal() -> RequestError:
    return RequestError(
        "This request was made by a page of another site. Open this server's own page, or send "
        "the request from a program that is no browser.",
        code="cross_origin",
    )
