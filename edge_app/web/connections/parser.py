"""A request as it comes in, refused as early as possible."""

from collections.abc import Callable
from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from edge_app.web.connections.body_buffer import BodyBuffer
from edge_app.web.connections.body_memory import BodyMemory
from edge_app.web.connections.head_rules import check_head
from edge_app.web.problems import Problem
from edge_app.web.request_body import readable_bytes, too_large

# The lines around its chunks may take this much, and a quarter of what is in them: a body of one
# byte per chunk would cost a hundred times the work of any other.
CHUNK_LINES_BYTES = 2**14
RETRY_AFTER_S = 5
# A smaller body is received before anybody asks who sent it: the application then answers with a
# page, and all connections together cannot hold much of such.
JUDGED_BYTES = 2**16

# Told of a request's head, by the names of WSGI: why its body should not be received, if so.
Judge = Callable[[dict[str, Any]], Problem | None]


class GuardedParser(HTTPRequestParser):  # type: ignore[misc]
    """waitress's parser with stricter rules, and a share of the memory for bodies."""

    def __init__(self, adj: Any, memory: BodyMemory, judge: Judge, client: str) -> None:
        super().__init__(adj)
        self._memory = memory
        self._judge = judge
        self._client = client
        self._refusal: Problem | None = None
        self._held_bytes = 0
        self._has_no_room = False

    def received(self, data: bytes) -> int:
        """Take more of the request; how many of the bytes belong to it."""
        in_head = not self.headers_finished
        taken: int = super().received(data)
        if self.error or self.body_rcv is None:
            return taken
        if in_head:
            if self.chunked or self.content_length > JUDGED_BYTES:
                self._refusal = self._judge(self._environ())
            self._has_no_room = not self._memory.has_room(self.content_length)
        self._count(len(self.body_rcv))
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head. Raises ParsingError: it is malformed or ambiguous."""
        check_head(header_plus)
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = BodyBuffer()

    @property
    def problem(self) -> Problem | None:
        """Why this request is refused, if it is."""
        if self._refusal is not None:
            return self._refusal
        if self._has_no_room:
            return Problem(
                "busy",
                "Other uploads take all the memory there is for them. Try again in a few seconds.",
                {"Retry-After": str(RETRY_AFTER_S)},
            )
        return None if self.error is None else self._malformed()

    def close(self) -> None:
        """Let go of the body. More than once does no harm."""
        held, self._held_bytes = self._held_bytes, 0
        self._memory.give_back(held)
        super().close()

    def _count(self, body_bytes: int) -> None:
        more = body_bytes - self._held_bytes
        if self._has_no_room or not self._memory.take(more):
            self._has_no_room = True
            return
        self._held_bytes = body_bytes
        lines_bytes = self.body_bytes_received - body_bytes
        if self.chunked and lines_bytes > CHUNK_LINES_BYTES + body_bytes // 4:
            self.error = BadRequest("Its chunks are too small")

    def _environ(self) -> dict[str, Any]:
        """What the head says, by the names of WSGI."""
        return {
            "REQUEST_METHOD": self.command,
            "REMOTE_ADDR": self._client,
            "SERVER_PROTOCOL": f"HTTP/{self.version}",
            **{f"HTTP_{name}": value for name, value in self.headers.items()},
        }

    def _malformed(self) -> Problem:
        if isinstance(self.error, RequestHeaderFieldsTooLarge):
            most = readable_bytes(self.adj.max_request_header_size)
            return Problem("head_too_large", f"The request's head is larger than {most}.")
        if isinstance(self.error, RequestEntityTooLarge):
            return Problem("body_too_large", too_large(self.adj.max_request_body_size - 1))
        # What waitress quotes of the request stands at the end, in quotation marks.
        reason = str(self.error.body).split(' "')[0].rstrip(".")
        return Problem("bad_request", f"The request is malformed: {reason}.")
