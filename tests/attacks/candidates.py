"""The servers among which one was chosen, each with our application behind it.

As a program: ``python -m tests.attacks.candidates NAME`` serves until SIGTERM. Most of the servers
are no dependency of ours: install them into an environment of their own.
"""

import runpy
import signal
import socket
import sys
import threading
from typing import Any

from edge_app import Classifier
from edge_app.web import create_app

HOST = "127.0.0.1"
THREADS = 40


def waitress_defaults(app: Any, port: int) -> None:
    """As the tutorials have it."""
    import waitress

    waitress.serve(app, host=HOST, port=port, _quiet=True)


def cheroot(app: Any, port: int) -> None:
    from cheroot import wsgi

    server = wsgi.Server((HOST, port), app, numthreads=THREADS, max=THREADS, timeout=10)
    server.max_request_body_size = app.config["MAX_CONTENT_LENGTH"]
    server.max_request_header_size = 2**14
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.stop).start())
    server.safe_start()


def gunicorn(_app: Any, port: int) -> None:
    options = f"-k gthread -w 1 --threads {THREADS} --graceful-timeout 8 --log-level error"
    _as_program("gunicorn", *options.split(), "--bind", f"{HOST}:{port}", APP)


def granian(_app: Any, port: int) -> None:
    options = f"--interface wsgi --workers 1 --blocking-threads {THREADS} --no-access-log"
    words = [*options.split(), "--host", HOST, "--port", str(port), "--log-level", "error", APP]
    _as_program("granian", *words)


def uvicorn(app: Any, port: int) -> None:
    import uvicorn as server
    from a2wsgi import WSGIMiddleware

    wrapped = WSGIMiddleware(app, workers=THREADS)
    server.run(
        wrapped,
        host=HOST,
        port=port,
        log_level="error",
        limit_concurrency=500,
        timeout_graceful_shutdown=8,
    )


def _as_program(module: str, *words: str) -> None:
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__")


SERVERS = {
    server.__name__: server for server in (waitress_defaults, cheroot, gunicorn, granian, uvicorn)
}
APP = "tests.attacks.candidates:application"


def __getattr__(name: str) -> Any:
    """``application``, made only where a server asks for it."""
    if name != "application":
        raise AttributeError(name)
    return create_app(Classifier())


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    free = free_port()
    print(f"http://{HOST}:{free}/", flush=True)
    SERVERS[sys.argv[1]](create_app(Classifier()), free)
