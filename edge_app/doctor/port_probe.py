"""Can the server listen on its address and port, or does it do so already?"""

import errno
import http.client
import ipaddress
import json
import socket

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
        model = _served_model(address, port)
        if model is not None:
            return Finding("port", OK, f"{place}: edge-app answers there already, with {model}")
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


def _served_model(address: str, port: int) -> str | None:
    """The model of an edge-app that listens there; None when it is no edge-app."""
    every = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked of this machine only
    connection = http.client.HTTPConnection(every.get(address, address), port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/healthz")
        return str(json.loads(connection.getresponse().read(2**20))["model"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
