"""Run the application with waitress, and stop it so that no answer is cut off."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from edge_app.web.listener import address, listen

THREADS = 8  # Of an application that does not say how many it wants.
# A body up to this much above the limit is still answered with a proper error.
BODY_MARGIN_BYTES = 2**20
STOP_TIMEOUT_S = 10.0


def serve(app: Flask, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until SIGTERM or Ctrl-C; then let the requests in hand end, and return.

    ``port`` 0 takes any free one. One line on standard output says the address once connections
    are accepted. The application's ``config`` says under THREADS how many requests it takes in hand
    at the same time. Call it from the main thread: only there can signals be handled.

    Raises ServerError: the port is taken or not allowed, or the host is not of this machine.
    """
    listener = listen(host, port)
    connections: dict[int, Any] = {}
    server = waitress.create_server(
        app, map=connections, sockets=[listener], **waitress_settings(app)
    )
    # It would write one line for each request that has to wait for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with stop_signals(server.pull_trigger) as stopping:
        print(
            f"Edge Image Classifier is ready at {address(host, listener.getsockname()[1])} "
            f"(model {app.config['MODEL_NAME']}, Ctrl-C to stop)",
            flush=True,
        )
        while not stopping:
            wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)
        server.del_channel()
        listener.close()
        finish_requests(server, connections)
    wasyncore.close_all(connections)


def waitress_settings(app: Flask) -> dict[str, Any]:
    """Settings under which uploads stay in memory and many idle connections do no harm."""
    body_limit = app.config["MAX_CONTENT_LENGTH"] + BODY_MARGIN_BYTES
    return {
        "threads": app.config.get("THREADS", THREADS),
        "max_request_body_size": body_limit,
        "inbuf_overflow": body_limit + 1,  # Above it, waitress writes the body to a file.
        "max_request_header_size": 2**14,
        "connection_limit": 500,
        "asyncore_use_poll": True,
        "cleanup_interval": 1,
        "channel_timeout": 60,
        "log_socket_errors": False,
        "expose_tracebacks": False,
        "ident": None,
    }


@contextmanager
def stop_signals(wake: Callable[[], None]) -> Iterator[list[int]]:
    """Note the first SIGTERM or SIGINT in the list given, and call ``wake``.

    A second one acts as it did before: whoever does not want to wait need not.
    """
    received: list[int] = []
    previous: dict[int, Any] = {}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    def stop(number: int, _frame: object) -> None:
        received.append(number)
        restore()
        wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        previous[number] = signal.signal(number, stop)
    try:
        yield received
    finally:
        restore()


def finish_requests(server: Any, connections: dict[int, Any]) -> None:
    """Go on until every request in hand is answered and sent, or STOP_TIMEOUT_S is over."""
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while time.monotonic() < deadline and any(map(_in_hand, server.active_channels.values())):
        wasyncore.loop(timeout=0.1, use_poll=True, map=connections, count=1)
    server.task_dispatcher.shutdown(timeout=max(0.0, deadline - time.monotonic()))


def _in_hand(channel: Any) -> bool:
    return bool(channel.request or channel.requests or channel.total_outbufs_len)
