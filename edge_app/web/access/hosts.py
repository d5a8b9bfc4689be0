"""Refuse what is addressed to another name: DNS rebinding makes browsers ask by such a name."""

import re
from typing import Any

from edge_app.addresses import address_of, is_loopback
from edge_app.web.access.access import Access, plain_name
from edge_app.web.problems import RequestError

# RFC 9112, section 3.2: a name or address, and perhaps a port; IPv6 stands in brackets.
HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{0,5}))?", re.ASCII)
HIGHEST_PORT = 65535
MOST_KEPT = 64
REMEDY = "Use its own name or address; edge-app serve --allow-host NAME adds a name."


class HostRule:
    """The header ``Host`` that requests may have."""

    def __init__(self, access: Access) -> None:
        self._names = access.names | {"localhost"}
        self._any_address = access.any_address
        self._accepted: set[str] = set()  # Headers as they came: most come again and again.

    def check(self, environ: dict[str, Any]) -> None:
        """Raise RequestError: the request is addressed to a host that is not ours."""
        header = environ.get("HTTP_HOST")
        if header in self._accepted:
            return
        if header is None:
            # Who speaks HTTP/1.0 need not send it, such as a load balancer's health check does
            # not; every browser sends it.
            if environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
                raise _refusal("The request has no header Host.")
            return
        name = host_name(header)
        if name not in self._names and not self._is_allowed_address(name):
            raise _refusal("This server does not answer to the name in the header Host.")
        if len(self._accepted) < MOST_KEPT:
            self._accepted.add(header)

    def _is_allowed_address(self, name: str) -> bool:
        if is_loopback(name):
            return True
        address = address_of(name)
        # Some systems take 0.0.0.0 for themselves, and browsers let foreign pages ask it.
        return self._any_address and address is not None and not address.is_unspecified


def host_name(header: str) -> str:
    """The name or address in a header ``Host``, without port, brackets and the dot at its end.

    Raises RequestError: it is not of the form that HTTP prescribes.
    """
    found = HOST.fullmatch(header)
    if not found or int(found[3] or 0) > HIGHEST_PORT:
        raise _refusal("The header Host is malformed.")
    return plain_name(found[1] or found[2])


def _refusal(reason: str) -> RequestError:
    return RequestError(f"{reason} {REMEDY}", code="bad_host")
