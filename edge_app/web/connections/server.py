"""waitress's server with guarded connections."""

import errno
import socket
import time
from collections.abc import Callable
from ssl import SSLContext
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from edge_app.web.connections.body_memory import BodyMemory, memory_for
from edge_app.web.connections.channel import GuardedChannel
from edge_app.web.connections.parser import Judge
from edge_app.web.connections.patience import Limits
from edge_app.web.connections.tls_channel import TlsChannel
from edge_app.web.problems import Problem

ACCEPT_PAUSE_S = 0.5
ACCEPTED_AT_ONCE = 16
CROWDED = 0.9
# Connections that were closed before they were accepted: the next one may be all right.
GONE = (errno.EAGAIN, errno.ECONNABORTED, errno.EINTR, errno.EPROTO)


# Told of each refusal: the client's address, the method or "-", and why.
NoteRefusal = Callable[[str, str, Problem], None]


class GuardedServer(TcpWSGIServer):  # type: ignore[misc]
    """A server that looks after its connections, and rests where it cannot accept more."""

    def __init__(
        self,
        *arguments: Any,
        limits: Limits,
        memory: BodyMemory,
        tls: SSLContext | None,
        **how: Any,
    ) -> None:
        self.limits, self.memory, self.tls = limits, memory, tls
        self.note_refusal: NoteRefusal = lambda *_what: None
        self.judge: Judge = lambda _head: None
        self.channel_class = GuardedChannel if tls is None else TlsChannel
        self._look_at_s = self._accept_at_s = 0.0
        self._too_many = 0
        super().__init__(*arguments, **how)

    def readable(self) -> bool:
        now_s = time.monotonic()
        if now_s >= self._look_at_s:
            self._look_at_s = now_s + self.limits.look_s
            self.look_after_connections(now_s)
        rested = now_s >= self._accept_at_s or len(self._map) < self._too_many
        return rested and len(self._map) < self.adj.connection_limit

    def look_after_connections(self, now_s: float) -> None:
        """End those whose clients have used up their time. ``now_s`` is a monotonic clock."""
        crowded = len(self._map) >= CROWDED * self.adj.connection_limit
        for channel in list(self.active_channels.values()):
            channel.look(now_s, crowded=crowded)

    def handle_accept(self) -> None:
        # Several, because waitress goes through all connections before it comes here again.
        for _ in range(ACCEPTED_AT_ONCE):
            if len(self._map) >= self.adj.connection_limit or not self._accept():
                return

    def _accept(self) -> bool:
        try:
            connection, client = self.socket.accept()
        except OSError as error:
            if error.errno not in GONE:
                self._rest(error)
            return False
        self._open_channel(connection, client)
        return True

    def _open_channel(self, connection: socket.socket, client: Any) -> None:
        try:
            self.set_socket_options(connection)
            self.channel_class(self, connection, client, self.adj, map=self._map)
        except OSError:  # The client has gone.
            connection.close()

    def _rest(self, error: OSError) -> None:
        # The connection that cannot be accepted stays ready: without a rest this would be a loop.
        # It ends as soon as another connection does.
        self._too_many = len(self._map)
        self._accept_at_s = time.monotonic() + ACCEPT_PAUSE_S
        self.logger.warning("No more connections for now: %s.", error.strerror)


def guarded_server(
    app: Callable[..., Any],
    listener: socket.socket,
    *,
    connections: dict[int, Any],
    settings: dict[str, Any],
    limits: Limits | None = None,
    tls: SSLContext | None = None,
) -> GuardedServer:
    """A server that accepts on ``listener``, with waitress's ``settings``.

    It answers while somebody runs waitress's loop over ``connections``.
    """
    scheme = "http" if tls is None else "https"
    adjustments = Adjustments(sockets=[listener], url_scheme=scheme, **settings)
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(adjustments.threads)
    return GuardedServer(
        app,
        connections,
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        limits=limits or Limits(),
        memory=BodyMemory(memory_for(adjustments.max_request_body_size)),
        tls=tls,
    )
