"""Everything at once: uploads, pages, viewers, broken requests and mutated pictures."""

import http.client
import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from tests.attacks.attackers import CLASSIFY, HALF_HEAD, connect, exchange, is_dropped, upload_head
from tests.attacks.test_raw_requests import REQUESTS
from tests.attacks.viewers import stalled_reader
from tests.edge_app.test_mutated_pictures import mutations

PATHS = ("/healthz", "/", "/static/style.css", "/metrics", "/api/v1/models", "/nothing")
UPLOADERS, VISITORS = 3, 2
STALLED_S = 20.0  # Longer than any server should put up with.
# No answer, or the end of a connection: the server may do that to a client, but not to a good one.
LOST = "lost"


class MixedLoad:
    """The clients; ``statuses`` counts what the good ones were answered, and LOST."""

    def __init__(self, port: int, photos: list[bytes]) -> None:
        self.statuses: Counter[object] = Counter()
        self.requests = 0
        self._port, self._photos = port, photos
        self._counting, self._end = threading.Lock(), threading.Event()

    def wait(self, *, requests: int, seconds: float, timeout_s: float) -> None:
        """Wait until so many requests were made, and so many seconds are over."""
        started = time.monotonic()
        while time.monotonic() - started < timeout_s:
            if self.requests >= requests and time.monotonic() - started >= seconds:
                return
            time.sleep(0.1)

    def _count(self, status: object = None) -> None:
        with self._counting:
            self.requests += 1
            if status is not None:
                self.statuses[status] += 1

    def _upload(self) -> None:
        photos = itertools.cycle(self._photos)
        self._ask(("POST", CLASSIFY, photo, {"Content-Type": "image/jpeg"}) for photo in photos)

    def _visit(self) -> None:
        self._ask(("GET", path) for path in itertools.cycle(PATHS))

    def _ask(self, requests: Iterable[tuple[object, ...]]) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            for request in requests:
                if self._end.is_set():
                    return
                try:
                    connection.request(*request)
                    answer = connection.getresponse()
                    answer.read()
                    self._count(answer.status)
                except (OSError, http.client.HTTPException):
                    connection.close()
                    self._count(LOST)

    def _watch(self) -> None:
        """Look at the camera for a second, or never read of it; leave without a word."""
        for number in itertools.count():
            if self._end.is_set():
                return
            with suppress(OSError), stalled_reader(self._port) as viewer:
                viewer.settimeout(1)
                for _ in range(20 if number % 2 else 0):
                    viewer.recv(65536)
                self._stay(viewer, 0.0 if number % 2 else STALLED_S)
            self._count()

    def _stay(self, viewer: socket.socket, seconds: float) -> None:
        """Stay connected for so long, unless the server ends it, or the load is over."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s and not is_dropped(viewer) and not self._end.wait(0.2):
            pass

    def _abuse(self) -> None:
        """Broken requests, mutated pictures, heads without an end: whatever the answer is."""
        broken = itertools.cycle(request.encode("latin-1") for request, _ in REQUESTS.values())
        for picture in mutations(10**9):
            if self._end.is_set():
                return
            head = upload_head(len(picture), more="Connection: close\r\n")
            with suppress(OSError), connect(self._port) as half:
                half.sendall(HALF_HEAD)
                exchange(self._port, head, picture, timeout_s=5)
                exchange(self._port, next(broken), timeout_s=0.2)
            for _ in range(3):
                self._count()

    def clients(self) -> list[Callable[[], None]]:
        return [self._upload] * UPLOADERS + [self._visit] * VISITORS + [self._watch, self._abuse]

    def stop(self) -> None:
        self._end.set()


@contextmanager
def mixed_load(port: int, photos: list[bytes]) -> Iterator[MixedLoad]:
    """The clients at work, until the end of the block."""
    load = MixedLoad(port, photos)
    with ExitStack() as stack:
        for client in load.clients():
            thread = threading.Thread(target=client)
            thread.start()
            stack.callback(thread.join)
        stack.callback(load.stop)
        yield load
