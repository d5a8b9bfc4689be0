"""Run the application with waitress, and stop it so that no answer is cut off."""

import logging
import resource
import time
from collections.abc import Callable
from functools import partial
from ssl import SSLContext
from typing import Any

from flask import Flask
from waitress import wasyncore

from edge_app.event_log import announce as say
from edge_app.event_log import is_structured, tell
from edge_app.service.notify import Notifier
from edge_app.service.supervisor import Supervisor
from edge_app.stop_signals import stop_signals
from edge_app.web.bounded_log import BoundedLog
from edge_app.web.connections import GuardedServer, Limits, guarded_server
from edge_app.web.connections.patience import Phase
from edge_app.web.connections.refusal import STOPPING
from edge_app.web.listener import address, listen
from edge_app.web.problems import Problem

THREADS = 8  # Of an application that does not say how many it wants.
MOST_CONNECTIONS = 500
FEWEST_CONNECTIONS = 8
# For the model, the static files and whatever else is opened while connections are.
SPARE_FILES = 40
# What the system holds of an answer that nobody reads, in bytes: else it may be megabytes.
UNREAD_BYTES = 2**17
MOST_WAITING_BYTES = 2**16
LARGEST_ANSWER_BYTES = 2**26
# Most service managers kill after ten seconds or more.
FINISH_S = 7.0
GIVE_UP_S = 8.0


def serve(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    tls: SSLContext | None = None,
    limits: Limits | None = None,
    announce: Callable[[int], str] | None = None,
    supervisor: Supervisor | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; then let the requests in hand end, and return.

    ``port`` 0 takes any free one. Once connections are accepted, one line with the address is
    printed, and after it what ``announce`` says of the port. The application's ``config`` says
    under THREADS how many requests it takes in hand at the same time, and under MAX_CONTENT_LENGTH
    how large a body may be. ``supervisor`` tells the service manager how it goes, if somebody
    asked for that. Call it from the main thread: only there can signals be handled.

    Raises ServerError: the port is taken or not allowed, or the host is not of this machine.
    """
    supervisor = supervisor or Supervisor(Notifier())
    listener = listen(host, port, unread_bytes=UNREAD_BYTES)
    connections: dict[int, Any] = {}
    bound_logs()
    how: dict[str, Any] = {"settings": waitress_settings(app), "limits": limits, "tls": tls}
    server = guarded_server(app, listener, connections=connections, **how)
    server.note_refusal = partial(note_refusal, app)
    if door := app.extensions.get("door"):
        server.judge = door.problem
    with stop_signals(server.pull_trigger) as stopping:
        bound = listener.getsockname()[1]
        url = address(host, bound, scheme="http" if tls is None else "https")
        say_ready(app, url, "" if announce is None else announce(bound))
        supervisor.ready(f"Ready at {url}")
        while not stopping:
            supervisor.beat()
            wasyncore.loop(timeout=supervisor.turn_s, use_poll=True, map=connections, count=1)
        supervisor.stopping()
        note_stop("server_stopping", "The server stops.")
        if stop_waiting := app.extensions.get("stopping"):
            stop_waiting.set()
        server.del_channel()
        listener.close()
        finish_requests(server, connections)
    wasyncore.close_all(connections)
    note_stop("server_stopped", "The server has stopped.")


def say_ready(app: Flask, url: str, words: str) -> None:
    """Say that connections are accepted at ``url``, which may have a remark behind it."""
    link = url.partition(" ")[0]
    say("server_started", ready_line(url, app), url=link, model=app.config["MODEL_NAME"])
    if app.config.get("CAMERA"):
        say("camera_page", f"The camera is shown at {link}camera", url=f"{link}camera")
    if words:
        say("login_needed", words)


def note_stop(event: str, words: str) -> None:
    """Tell it in a log as JSON; as words, whoever stopped it, or systemd, says it already."""
    if is_structured():
        tell(event, words)


def ready_line(url: str, app: Flask) -> str:
    """What is printed once connections are accepted."""
    model = app.config["MODEL_NAME"]
    return f"Edge Image Classifier is ready at {url} (model {model}, Ctrl-C to stop)"


def waitress_settings(app: Flask) -> dict[str, Any]:
    """Settings under which uploads stay in memory and many idle connections do no harm."""
    refused_bytes = app.config["MAX_CONTENT_LENGTH"] + 1
    return {
        "threads": app.config.get("THREADS", THREADS),
        "max_request_body_size": refused_bytes,
        "inbuf_overflow": refused_bytes + 1,  # Above it, waitress writes the body to a file.
        # Of a stream that is read slowly, what waits is little, and never becomes a file.
        "outbuf_high_watermark": MOST_WAITING_BYTES,
        "outbuf_overflow": LARGEST_ANSWER_BYTES,
        "max_request_header_size": 2**14,
        "connection_limit": most_connections(),
        "log_socket_errors": False,
        "expose_tracebacks": False,
        "ident": None,
    }


def most_connections() -> int:
    """How many connections there may be, so that files can still be opened beside them."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, files - SPARE_FILES))


def note_refusal(app: Flask, client: str, method: str, problem: Problem) -> None:
    """Let a refusal of the server count, and be logged, as one of the application."""
    if recorder := app.extensions.get("recorder"):
        recorder.errors.add(problem.code)
    if log := app.extensions.get("refusal_log"):
        log.note(client, method, "-", problem.status, problem.code)


def bound_logs() -> None:
    """Let nothing that clients do fill the log."""
    # It would write one line for each request that has to wait for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    log = logging.getLogger("waitress")
    if not any(isinstance(one, BoundedLog) for one in log.filters):
        log.addFilter(BoundedLog())


def finish_requests(server: GuardedServer, connections: dict[int, Any]) -> None:
    """Go on until every request in hand is answered and sent, or GIVE_UP_S are over."""
    started_s = now_s = time.monotonic()
    while now_s < started_s + GIVE_UP_S and any(map(_in_hand, server.active_channels.values())):
        server.look_after_connections(now_s)
        wasyncore.loop(timeout=0.1, use_poll=True, map=connections, count=1)
        now_s = time.monotonic()
        if now_s >= started_s + FINISH_S:
            refuse_bodies(server)
    server.task_dispatcher.shutdown(timeout=max(0.0, started_s + GIVE_UP_S - now_s))


def refuse_bodies(server: GuardedServer) -> None:
    """Tell whoever is still sending that the server stops."""
    for channel in list(server.active_channels.values()):
        if channel.phase is Phase.BODY:
            channel.refuse(STOPPING)


def _in_hand(channel: Any) -> bool:
    return channel.phase in (Phase.BODY, Phase.WORK, Phase.ANSWER)
