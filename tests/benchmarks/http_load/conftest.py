"""Small servers that answer as a test says."""

import socket
import threading

import pytest

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Scripted:
    """A server on 127.0.0.1 that sends ``answer(number)`` to the request of that number.

    An answer of None closes the connection without a word. ``requests`` and ``connections`` count;
    ``most`` is the largest number of requests that waited for an answer at the same time.
    """

    def __init__(self, answer):
        self.answer = answer
        self.requests = self.connections = self.waiting = self.most = 0
        self.kept = []
        self.lock, self.turn = threading.Lock(), threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = self.socket.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def hang_up(self):
        """Close the connections that are kept."""
        for connection in self.kept:
            connection.shutdown(socket.SHUT_RDWR)

    def serve(self, connection):
        self.kept.append(connection)
        with connection, connection.makefile("rb") as stream:
            while stream.readline():
                length = 0
                while (line := stream.readline().strip().lower()) != b"":
                    if line.startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                stream.read(length)
                with self.lock:
                    self.requests += 1
                    number = self.requests
                    self.waiting += 1
                    self.most = max(self.most, self.waiting)
                with self.turn:  # One at a time.
                    answer = self.answer(number)
                with self.lock:
                    self.waiting -= 1
                if answer is None:
                    return
                connection.sendall(answer)
                if b"HTTP/1.0" in answer:
                    return


@pytest.fixture
def scripted():
    """Make a server from the function that gives its answers."""
    servers = []

    def make(answer=lambda _: GOOD):
        servers.append(Scripted(answer))
        return servers[-1]

    yield make
    for server in servers:
        server.socket.close()


@pytest.fixture
def request_of_test():
    """The bytes of a small request."""
    from benchmarks.http_load.client import request_bytes

    return request_bytes("/upload", b"x" * 1000, "text/plain")
