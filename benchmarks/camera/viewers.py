"""Who looks at the camera: some who read what they ask for, and some who never do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from benchmarks.camera.service import GOOD_VIEWERS, STALLED_VIEWERS, TIMEOUT_S, Api
from edge_app.errors import EdgeAppError

SMALL_BUFFER_BYTES = 4096
EXPECTED = b"HTTP/1.1 200"
JOIN_S = 20.0


@dataclass
class Seen:
    """``frames`` of each viewer who reads; ``errors`` of all who were not given what they want."""

    frames: list[int] = field(default_factory=lambda: [0] * GOOD_VIEWERS)
    errors: list[str] = field(default_factory=list)


@contextmanager
def viewers(address: tuple[str, int]) -> Iterator[Seen]:
    """Eight who ask for the stream and never read it, and four who fetch frame after frame."""
    seen, ending = Seen(), threading.Event()
    threads = [
        threading.Thread(target=_stall, args=(address, ending, seen))
        for _ in range(STALLED_VIEWERS)
    ]
    threads += [
        threading.Thread(target=_look, args=(address, ending, seen, place))
        for place in range(GOOD_VIEWERS)
    ]
    with ExitStack() as stack:
        stack.callback(ending.set)
        for thread in threads:
            thread.start()
            stack.callback(thread.join, JOIN_S)
        stack.callback(ending.set)  # Called first: before they are waited for.
        yield seen


def _stall(address: tuple[str, int], ending: threading.Event, seen: Seen) -> None:
    """Ask for the stream, look whether it comes, and read no more."""
    try:
        with socket.socket() as connection:
            connection.settimeout(TIMEOUT_S)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
            connection.connect(address)
            connection.sendall(b"GET /camera/stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            status = connection.recv(len(EXPECTED), socket.MSG_WAITALL)
            if status != EXPECTED:
                seen.errors.append(f"The stream is answered with {status!r}.")
            ending.wait()
    except OSError as error:
        seen.errors.append(f"The stream does not come: {error}.")


def _look(address: tuple[str, int], ending: threading.Event, seen: Seen, place: int) -> None:
    try:
        with closing(Api(address)) as api:
            number = "0"
            while not ending.is_set():
                answer, body = api.get(f"/camera/frame.jpg?after={number}")
                if body:
                    number = answer.headers["X-Frame-Number"]
                    seen.frames[place] += 1
    except EdgeAppError as error:
        seen.errors.append(str(error))
