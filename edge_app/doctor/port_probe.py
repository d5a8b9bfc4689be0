"""Can the server listen on its address and port, or does it do so already?"""

import errno
import http.client
import ipaddress
import json
import socket
from typing import Any

from edge_app.doctor.findings import NOTE, OK, PROBLEM, Finding

ANSWER_S = 0.5


def port_free(host: str, port: int) -> Finding:
    """Try to listen, and let go at once. Nothing is sent to another machine, nor asked of one."""
    address = "127.0.0.1" if host == "localhost" else host
    place = f"{host}, port {port}"
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return Finding("port", NOTE, f"{place}: not tried, because {host} is a name")
    family = socket.AF_INET6 if version == 6 else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(1)
    except OSError as error:
        return why_taken(address, port, place=place, number=error.errno)
    return Finding("port", OK, f"{place}: free" if port else f"{host}, any free port")


def why_taken(address: str, port: int, *, place: str, number: int | None) -> Finding:
    """What to do where listening failed with the error ``number`` of errno."""
    if number == errno.EADDRINUSE:
        answering = _own_answer(address, port)
        if answering is not None:
            return Finding("port", OK, f"{place}: {answering}")
        return Finding(
            "port",
            PROBLEM,
            f"{place}: another program listens there",
            f"edge-app serve --port {port + 1 if port < 65535 else 8000}; "
            f"sudo ss -ltnp 'sport = :{port}' names the program",
        )
    if number == errno.EACCES:
        return Finding(
            "port",
            PROBLEM,
            f"{place}: this user may not listen there",
            "edge-app serve --port 8000",
        )
    return Finding(
        "port",
        PROBLEM,
        f"{place}: this machine does not have the address",
        "edge-app serve --host 0.0.0.0 for all of its addresses (ip -br addr lists them)",
    )


def _own_answer(address: str, port: int) -> str | None:
    """What is to be said of an edge-app that listens there; None when it is none."""
    said = _health(address, port)
    if not isinstance(said, dict) or "status" not in said:
        return None
    if "model" in said:
        return f"edge-app answers there already, with {said['model']}"
    is_brief = len(said) == 1  # As edge-app tells those who are not logged in.
    return "edge-app, or its like, answers there already, with a login" if is_brief else None


def _health(address: str, port: int) -> Any:
    """What a program that listens there says of its health; None where it says nothing."""
    every = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked of this machine only
    connection = http.client.HTTPConnection(every.get(address, address), port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/healthz")
        return json.loads(connection.getresponse().read(2**20))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
