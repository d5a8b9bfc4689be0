"""One client of a server: sends the same request again and again over a connection it keeps.

It does not block, so that one thread can play many clients. Standard HTTP libraries spend more
time on an answer than the server on an empty one, and a thread for each client adds the waiting of
threads for each other; a request that is made once and a head that is read by one pattern do not.
"""

import selectors
import socket
import time
from dataclasses import dataclass

from benchmarks.http_load.answer import Head, NoAnswerError, is_complete, read_head

RECEIVE_BYTES = 2**16
OK = "200"
BOTH = selectors.EVENT_READ | selectors.EVENT_WRITE


@dataclass(frozen=True)
class Outcome:
    """How one request ended: ``kind`` is a status such as "200", or what went wrong in words.

    ``latency_ms`` runs from the first byte sent, or from the call for a new connection, to the
    last byte received. ``ended`` is of ``time.perf_counter``. ``body`` is that of the answer.
    """

    kind: str
    latency_ms: float
    ended: float
    body: bytes = b""


class Client:
    """A client of ``address`` (host, port) that sends ``request``, the bytes of a whole one."""

    def __init__(
        self, address: tuple[str, int], request: bytes, selector: selectors.BaseSelector
    ) -> None:
        self._address = address
        self._request = request
        self._selector = selector
        self._socket: socket.socket | None = None
        self._under_way = False
        self.started = 0.0

    def begin(self) -> None:
        """Start a request; ``advance`` is to be called when the selector names this client."""
        self.started = time.perf_counter()
        self._under_way = True
        self._unsent = memoryview(self._request)
        self._received = bytearray()
        self._head: Head | None = None
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.connect_ex(self._address)  # Its failure shows when it is written to.
            self._selector.register(self._socket, BOTH, self)
        else:
            self._selector.modify(self._socket, BOTH, self)

    def advance(self) -> Outcome | None:
        """Send or receive what is possible now; the outcome once there is one."""
        connection = self._socket
        if connection is None:
            return None
        if not self._under_way:  # The server has closed the connection, or speaks unasked.
            self.close()
            return None
        try:
            if not self._unsent:
                return self._receive(connection)
            return self._early_answer(connection) or self._send(connection)
        except BlockingIOError:
            return None
        except ConnectionRefusedError:
            return self.give_up("connection refused")
        except NoAnswerError:
            return self.give_up("not an HTTP answer")
        except OSError:
            return self.give_up("connection lost")

    def give_up(self, kind: str) -> Outcome:
        """End the request that is under way as one that failed, and the connection with it."""
        self.close()
        return self._outcome(kind)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._socket is not None:
            self._selector.unregister(self._socket)
            self._socket.close()
            self._socket = None

    def _early_answer(self, connection: socket.socket) -> Outcome | None:
        """A server may refuse a request before it has come to its end, and close."""
        try:
            return self._receive(connection)
        except BlockingIOError:
            return None

    def _send(self, connection: socket.socket) -> Outcome | None:
        self._unsent = self._unsent[connection.send(self._unsent) :]
        if not self._unsent:
            self._selector.modify(connection, selectors.EVENT_READ, self)
        return None

    def _receive(self, connection: socket.socket) -> Outcome | None:
        data = connection.recv(RECEIVE_BYTES)
        self._received += data
        self._head = self._head or read_head(self._received)
        if self._head is not None and is_complete(self._head, self._received, ended=not data):
            if self._unsent or not self._head.keep_alive:
                self.close()
            return self._outcome(str(self._head.status), bytes(self._received[self._head.size :]))
        return None if data else self.give_up("connection closed early")

    def _outcome(self, kind: str, body: bytes = b"") -> Outcome:
        self._under_way = False
        ended = time.perf_counter()
        return Outcome(kind, 1000 * (ended - self.started), ended, body)


def request_bytes(path: str, body: bytes, content_type: str) -> bytes:
    """A whole POST request that asks for the connection to be kept."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nAccept: */*\r\n"
        f"Connection: keep-alive\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
