"""Those who look at a camera: some read what they get, some do not."""

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from tests.attacks.attackers import connect

STREAM = "/camera/stream.mjpg"
NUMBER = b"X-Frame-Number: "
HEAD = f"GET {STREAM} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def stalled_reader(port: int) -> socket.socket:
    """Asks for the stream, and never reads of it."""
    connection = connect(port, receive_bytes=2048)
    connection.sendall(HEAD)
    return connection


def ask(port: int, path: str, *, timeout_s: float = 30) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


def state(port: int, query: str = "") -> dict[str, Any]:
    """What is known of the camera."""
    return json.loads(ask(port, f"/api/v1/camera{query}")[2])


def figure(port: int, name: str) -> float:
    """One figure of the camera."""
    found = re.search(rf"^edge_app_camera_{name} (\S+)$", ask(port, "/metrics")[2].decode(), re.M)
    assert found, name
    return float(found[1])


def capture_rate(port: int, seconds: float) -> float:
    """Frames that the camera gave per second, over so many seconds."""
    began_s, before = time.monotonic(), state(port)["camera"]["frames"]
    time.sleep(seconds)
    frames = state(port)["camera"]["frames"] - before
    return frames / (time.monotonic() - began_s)


class Reader:
    """Reads the stream as fast as it comes; ``numbers`` are those of its frames."""

    def __init__(self, port: int) -> None:
        self.numbers: list[int] = []
        self._connection = connect(port)
        self._connection.sendall(HEAD)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Go away."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def _read(self) -> None:
        rest = b""
        with suppress(OSError):  # The server may go before the reader does.
            while data := self._connection.recv(2**16):
                *lines, rest = (rest + data).split(b"\r\n")
                self.numbers += [int(one[len(NUMBER) :]) for one in lines if one.startswith(NUMBER)]


class Poller:
    """Asks for frame after frame, as the page does."""

    def __init__(self, port: int) -> None:
        self.numbers: list[int] = []
        self._port, self._end = port, threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Go away."""
        self._end.set()
        self._thread.join()

    def _poll(self) -> None:
        after = 0
        with (
            closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection,
            suppress(OSError, http.client.HTTPException),
        ):
            while not self._end.is_set():
                connection.request("GET", f"/camera/frame.jpg?after={after}")
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    after = int(answer.headers["X-Frame-Number"])
                    self.numbers.append(after)


@contextmanager
def good_viewers(port: int, count: int) -> Iterator[list[Reader | Poller]]:
    """Half of them read the stream, half poll frames, until the end of the block."""
    viewers: list[Reader | Poller] = [
        Reader(port) if place % 2 else Poller(port) for place in range(count)
    ]
    try:
        yield viewers
    finally:
        for viewer in viewers:
            viewer.close()
