"""Take an address and a port, or say what stands in the way."""

import errno
import socket

from edge_app.errors import ServerError

HIGHEST_PORT = 65535
# A host that means every address of this machine, and the address of it to open in a browser.
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def listen(host: str, port: int, *, unread_bytes: int | None = None) -> socket.socket:
    """A socket that accepts connections; port 0 takes any free one.

    ``unread_bytes``: how much of an answer the system holds for a client that does not read it.

    Raises ServerError: the port is taken or not allowed, or the host is not of this machine.
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise ServerError(f"The port is {port}, expected 0 (any free one) to {HIGHEST_PORT}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        host.encode("idna")  # Else create_server would raise TypeError and leave a socket open.
        listener = socket.create_server(
            (host, port), family=family, backlog=1024, dualstack_ipv6=both
        )
    except (OSError, UnicodeError) as error:
        raise ServerError(_explain(host, port, error)) from error
    if unread_bytes is not None:  # Its connections inherit it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, unread_bytes)
    return listener


def address(host: str, port: int, *, scheme: str = "http") -> str:
    """The URL of a server on ``host``, and a remark where it has other addresses, too."""
    shown = EVERY_ADDRESS.get(host, host)
    url = f"{scheme}://[{shown}]:{port}/" if ":" in shown else f"{scheme}://{shown}:{port}/"
    return f"{url} and this machine's other addresses" if host in EVERY_ADDRESS else url


def _explain(host: str, port: int, error: OSError | UnicodeError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program. Stop it, or choose another "
            "port; 0 takes any free one."
        )
    if number == errno.EACCES:
        return f"Port {port} is not allowed for this user. Choose one from 1024 to {HIGHEST_PORT}."
    words = error.strerror if isinstance(error, OSError) else None
    # socket.create_server adds to the system's words what the message says already.
    reason = (words or "There is no such host").split(" (while ")[0]
    return (
        f"Cannot listen on port {port} of {host!r}: {reason}. Use 127.0.0.1 for this machine "
        "only, or 0.0.0.0 for the network."
    )
