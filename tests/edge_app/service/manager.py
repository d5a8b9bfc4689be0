"""The test plays systemd: it listens where a service tells how it is."""

import socket
import time
from collections.abc import Callable
from pathlib import Path


class Manager:
    """A socket as systemd gives one, in ``NOTIFY_SOCKET``, and what came there so far."""

    def __init__(self, address: str | Path) -> None:
        self.address = str(address)
        self.lines: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address.replace("@", "\0", 1))

    def listen(self, *, seconds: float) -> list[str]:
        """The lines that come in this time."""
        before, end_s = len(self.lines), time.monotonic() + seconds
        while self._receive(end_s):
            pass
        return self.lines[before:]

    def wait_for(self, line: str | Callable[[str], bool], *, seconds: float = 60) -> str:
        """The next line that is this one, or that this is true of."""
        matches = line if callable(line) else line.__eq__
        end_s = time.monotonic() + seconds
        while new := self._receive(end_s):
            for found in new:
                if matches(found):
                    return found
        raise AssertionError(f"{line} did not come: {self.lines}")

    def close(self) -> None:
        self._socket.close()

    def _receive(self, end_s: float) -> list[str]:
        self._socket.settimeout(max(0.001, end_s - time.monotonic()))
        try:
            new = self._socket.recv(4096).decode().split("\n")
        except TimeoutError:
            return []
        self.lines += new
        return new
