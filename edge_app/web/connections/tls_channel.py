"""A connection over TLS."""

import contextlib
import os
import socket
import ssl
from typing import Any

from edge_app.web.connections.channel import GuardedChannel
from edge_app.web.connections.refusal import refusal
from edge_app.web.problems import Problem

# At most one record of TLS is read at once: none of it then waits where poll() cannot see it.
RECORD_BYTES = 2**14
PLAIN_HTTP = Problem("bad_request", "This address speaks HTTPS: begin it with https://.")


class TlsChannel(GuardedChannel):
    """A channel whose handshake is part of the head of its first request."""

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002
        self._shaken = self._wants_to_write = False
        wrapped = server.tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        super().__init__(server, wrapped, addr, adj, map)

    def writable(self) -> bool:
        return bool(self.connected and (self._wants_to_write or super().writable()))

    def handle_write(self) -> None:
        if self._shaken or self.will_close:
            super().handle_write()
        else:
            self._shake_hands()

    def handle_read(self) -> None:
        if self._shaken:
            super().handle_read()
        else:
            self._shake_hands()

    def recv(self, _size: int) -> bytes:
        try:
            data: bytes = super().recv(RECORD_BYTES)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return b""  # No whole record has come yet.
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        try:
            return super().send(data, do_close=do_close)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0

    def _shake_hands(self) -> None:
        self._wants_to_write = False
        try:
            self.socket.do_handshake()
            self._shaken = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLWantWriteError:
            self._wants_to_write = True
        except OSError as error:
            if getattr(error, "reason", "") == "HTTP_REQUEST":
                with contextlib.suppress(OSError):
                    os.write(self._fileno, refusal(PLAIN_HTTP, path=""))
            self.handle_close()
