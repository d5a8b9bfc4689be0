"""Tell systemd how the service is, by the protocol of sd_notify(3)."""

import contextlib
import os
import socket
from collections.abc import Mapping

SOCKET_VARIABLE = "NOTIFY_SOCKET"
WATCHDOG_VARIABLE = "WATCHDOG_USEC"
PROCESS_VARIABLE = "WATCHDOG_PID"
MOST_CHARACTERS = 300
# systemd reads at once; whoever does not must not hold the service up.
PATIENCE_S = 1.0


class Notifier:
    """Sends to the socket of the service manager; without one, it does nothing. Never raises."""

    def __init__(self, address: str = "") -> None:
        """``address`` is the path of a socket; one that begins with @ is in no folder."""
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def send(self, *assignments: str) -> None:
        """Send lines such as "READY=1"."""
        if not self._address.startswith(("/", "\0")):
            return  # None at all, or one of a kind that a service on this machine does not get.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE_S)
            one.connect(self._address)
            one.send("\n".join(map(_one_line, assignments)).encode())


def notifier_of(environment: Mapping[str, str]) -> Notifier:
    """The one to the service manager that started this process, if it wants to be told."""
    return Notifier(environment.get(SOCKET_VARIABLE, ""))


def watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    """After how many seconds without a sign of life this process is ended; None: it is not.

    As sd_watchdog_enabled(3) reads it.
    """
    microseconds = environment.get(WATCHDOG_VARIABLE, "")
    process = environment.get(PROCESS_VARIABLE, "")
    if not (microseconds.isascii() and microseconds.isdigit()) or int(microseconds) == 0:
        return None
    return int(microseconds) / 1e6 if process in ("", str(os.getpid())) else None


def _one_line(assignment: str) -> str:
    return " ".join(assignment.split())[:MOST_CHARACTERS]
