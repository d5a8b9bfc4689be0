import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from waitress import wasyncore

from edge_app.web.connections import GuardedServer, Limits, guarded_server

WAITING_BYTES = 2**16


def endless(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    while True:
        yield bytes(WAITING_BYTES)


@pytest.fixture
def server() -> Iterator[GuardedServer]:
    """Answers without an end, while somebody calls ``turn``."""
    connections: dict[int, Any] = {}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = guarded_server(
            endless,
            listener,
            connections=connections,
            settings={"threads": 1, "outbuf_high_watermark": WAITING_BYTES},
            limits=Limits(stall_s=5, look_s=1e9),
        )
        yield server
        wasyncore.close_all(connections)
        server.task_dispatcher.shutdown(timeout=5)


def turn_until(server: GuardedServer, condition: Callable[[], Any]) -> None:
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s
        wasyncore.loop(timeout=0.01, use_poll=True, map=server._map, count=1)


def test_a_dropped_connection_asks_for_nothing_when_its_worker_ends(server: GuardedServer) -> None:
    """Its descriptor may be another connection's by then, which would be closed in its place."""
    with socket.create_connection(server.socket.getsockname()) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        turn_until(server, lambda: server.active_channels)
        (channel,) = server.active_channels.values()
        turn_until(server, lambda: channel.total_outbufs_len > WAITING_BYTES)
        server.look_after_connections(100.0)
        server.look_after_connections(106.0)
        assert not channel.connected
        deadline_s = time.monotonic() + 10
        while channel.requests:  # Until the worker has seen it.
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        assert channel.close_when_flushed
        assert not channel.writable()
        assert not channel.readable()
