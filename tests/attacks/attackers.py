"""Clients that no server should have to suffer from. All of them stay on 127.0.0.1."""

import re
import resource
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# The start of a request whose end never comes.
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
CLASSIFY = "/api/v1/classify"


def upload_head(
    length: int, *, path: str = CLASSIFY, content_type: str = "image/jpeg", more: str = ""
) -> bytes:
    """The head of an upload of ``length`` bytes; ``more`` header lines end with CR LF."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {length}\r\n{more}\r\n"
    ).encode()


def connect(port: int, *, receive_bytes: int | None = None, timeout_s: float = 30) -> socket.socket:
    """A connection; with ``receive_bytes`` it takes in hardly more than that."""
    connection = socket.socket()
    if receive_bytes is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(timeout_s)
    try:
        connection.connect(("127.0.0.1", port))
    except OSError:
        connection.close()
        raise
    return connection


def more_files() -> None:
    """Allow this process as many open connections as the system does."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4096), most))


class Drippers:
    """Connections that all send ``begin``, then ``drip`` every ``interval_s``, and never end."""

    def __init__(
        self, port: int, count: int, begin: bytes, *, drip: bytes = b"a", interval_s: float = 1.0
    ) -> None:
        self._drip, self._interval_s = drip, interval_s
        self._started = time.monotonic()
        self._open: dict[int, socket.socket] = {}
        self.dropped_after_s: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(port, count, begin))
        self._thread.start()

    @property
    def still_open(self) -> int:
        """How many connections the server has not closed."""
        return len(self._open)

    def wait_until_dropped(self, *, timeout_s: float) -> int:
        """Wait until the server has closed all; how many it has not after ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and (self._open or not self.dropped_after_s):
            time.sleep(0.1)
        return self.still_open

    def close(self) -> None:
        """Go away."""
        self._end.set()
        self._thread.join()
        for connection in self._open.values():
            connection.close()

    def _run(self, port: int, count: int, begin: bytes) -> None:
        for _ in range(count):
            connection = connect(port)
            connection.setblocking(False)
            connection.send(begin)
            self._open[connection.fileno()] = connection
        while not self._end.wait(self._interval_s):
            for connection in list(self._open.values()):
                self._send_to(connection)

    def _send_to(self, connection: socket.socket) -> None:
        try:
            connection.send(self._drip)
            if connection.recv(4096):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        del self._open[connection.fileno()]
        connection.close()
        self.dropped_after_s.append(time.monotonic() - self._started)


@contextmanager
def dripping(port: int, count: int, begin: bytes, **how: float) -> Iterator[Drippers]:
    """Drippers that go away at the end of the block."""
    more_files()
    drippers = Drippers(port, count, begin, **how)  # type: ignore[arg-type]
    try:
        yield drippers
    finally:
        drippers.close()


def asking_without_reading(port: int, path: str, *, requests: int) -> socket.socket:
    """A connection that asks for ``path`` many times at once, and reads none of the answers."""
    connection = connect(port, receive_bytes=2048)
    connection.setblocking(False)
    with suppress(BlockingIOError):
        connection.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * requests)
    return connection


def is_dropped(connection: socket.socket) -> bool:
    """Whether the server has reset the connection, even though nobody has read from it."""
    poll = select.poll()
    poll.register(connection, select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


def exchange(port: int, *pieces: bytes, timeout_s: float = 5.0) -> bytes:
    """Send the pieces, and read until the server closes, or is silent for ``timeout_s``."""
    received = b""
    with connect(port, timeout_s=timeout_s) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:  # It has heard enough; the answer may be there all the same.
            pass
        try:
            while data := connection.recv(65536):
                received += data
        except OSError:
            pass
    return received


def statuses(answers: bytes) -> list[int]:
    """The status of each answer in what was received."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answers)]
