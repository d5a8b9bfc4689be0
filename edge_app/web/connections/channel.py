"""One connection, with deadlines, and with refusals that need no thread."""

import contextlib
import socket
import struct
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel

from edge_app.web.connections.parser import GuardedParser
from edge_app.web.connections.patience import Patience, Phase
from edge_app.web.connections.refusal import TOO_SLOW, refusal
from edge_app.web.problems import Problem

# What is left to send is thrown away, and the memory of it is free at once.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
# Each time that something comes, waitress goes through all connections. One that sends so many
# times in a row less than so many bytes of a request is read only now and then.
MOST_DROPS, DROP_BYTES = 2, 256


class GuardedChannel(HTTPChannel):  # type: ignore[misc]
    """waitress's channel, which takes one request at a time and gives up on slow clients."""

    request: Any = None  # The one that is coming in.

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002
        self._patience = Patience(server.limits)
        self._begun = self._moved_bytes = 0
        self._later = b""
        self._refused = False
        self._drops = 0
        self.parser_class = partial(
            GuardedParser, memory=server.memory, judge=server.judge, client=addr[0]
        )
        super().__init__(server, sock, addr, adj, map)

    @property
    def phase(self) -> Phase:
        """What this connection waits for."""
        if self._refused:
            return Phase.REFUSED
        if self.total_outbufs_len:
            return Phase.ANSWER
        if self.requests:
            return Phase.WORK
        if self.request is not None and self.request.headers_finished:
            return Phase.BODY
        return Phase.IDLE if self.request is None and self._begun else Phase.HEAD

    def look(self, now_s: float, *, crowded: bool) -> None:
        """End the connection if its client has used up its time."""
        phase = self.phase
        self._drops = min(self._drops, MOST_DROPS)  # One more is read before the next look.
        if not self._patience.is_over(
            phase, self._begun, self._moved_bytes, now_s=now_s, crowded=crowded
        ):
            return
        if phase is Phase.BODY:
            self.refuse(TOO_SLOW)
        else:
            self._drop()

    def readable(self) -> bool:
        if self._refused:
            return bool(self.connected)
        if self._later and super().readable():
            data, self._later = self._later, b""
            self.received(data)
        return bool(self.connected and self._drops <= MOST_DROPS and super().readable())

    def writable(self) -> bool:
        # Once it is closed, its number may already be that of another connection, which would be
        # closed in its place: a worker that ends only now asks for that.
        return bool(self.connected and super().writable())

    def handle_write(self) -> None:
        super().handle_write()
        self._end_answer()

    def handle_close(self) -> None:
        if self.request is not None:
            self.request.close()
            self.request = None
        super().handle_close()

    def handle_read(self) -> None:
        try:
            data = self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()
        else:
            self.received(data)

    def handle_expt(self) -> None:
        """End a connection with urgent data: it would be reported again and again."""
        self.handle_close()

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close)
        self._moved_bytes += sent
        return sent

    def received(self, data: bytes) -> None:
        """Take what came, up to the end of a request; what follows waits for its answer.

        A worker would otherwise wait in line with the answers that this client does not read.
        """
        self._moved_bytes += len(data)
        if self._refused or self.will_close or self.close_when_flushed:
            return
        while data and not self.requests and not self._refused:
            if self.request is None:
                self.request = self.parser_class(self.adj)
            taken = self.request.received(data)
            self._drops = self._drops + 1 if taken < DROP_BYTES else 0
            data = data[taken:]
            self._go_on()
        self._later = data

    def refuse(self, problem: Problem) -> None:
        """Answer without the application; what still comes is thrown away, for a while.

        Were the connection closed while the client sends, it would see an error in place of the
        answer.
        """
        if not self.connected:
            return
        self._refused = True
        path, method = getattr(self.request, "path", ""), getattr(self.request, "command", "-")
        self.request.close()
        self.request = None
        self.server.note_refusal(self.addr[0], method, problem)
        self.write_soon(refusal(problem, path=path))
        self._end_answer()

    def _go_on(self) -> None:
        request = self.request
        problem = request.problem
        if problem is not None:
            self.refuse(problem)
        elif request.completed:
            self.request, self.sent_continue = None, False
            if not request.empty:
                self._begun, self._drops = self._begun + 1, 0
                with self.requests_lock:
                    self.requests.append(request)
                    self.server.add_task(self)
        elif request.expect_continue and request.headers_finished:
            self.send_continue()

    def _end_answer(self) -> None:
        if self._refused and self.connected and not self.total_outbufs_len:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)

    def _drop(self) -> None:
        if self.total_outbufs_len:
            with contextlib.suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.handle_close()
