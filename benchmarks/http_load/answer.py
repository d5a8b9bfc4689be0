"""Read an HTTP/1.x answer from the bytes that have come so far."""

import re
from dataclasses import dataclass

HEAD_LIMIT_BYTES = 2**16
STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})")


class NoAnswerError(ValueError):
    """Bytes that are not the beginning of an answer that can be read."""


@dataclass(frozen=True)
class Head:
    """The head of an answer. ``size`` is its own, ``body_size`` None up to the connection's end."""

    status: int
    keep_alive: bool
    size: int
    body_size: int | None


def read_head(received: bytes | bytearray) -> Head | None:
    """The head of the answer; None as long as it is not complete.

    Raises NoAnswerError: not HTTP, or chunked, which none of the servers here send.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        if len(received) > HEAD_LIMIT_BYTES:
            raise NoAnswerError
        return None
    found = STATUS.match(received)
    if found is None:
        raise NoAnswerError
    fields = dict(_field(line) for line in bytes(received[:end]).split(b"\r\n")[1:])
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        raise NoAnswerError
    length = fields.get(b"content-length")
    connection = fields.get(b"connection", b"keep-alive" if found[1] == b"1" else b"close")
    return Head(
        status=int(found[2]),
        keep_alive=connection == b"keep-alive" and length is not None,
        size=end + 4,
        body_size=int(length) if length is not None else None,
    )


def is_complete(head: Head, received: bytes | bytearray, *, ended: bool) -> bool:
    """Has the whole answer come? ``ended`` when the server has closed the connection."""
    if head.body_size is None:
        return ended
    return len(received) >= head.size + head.body_size


def _field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().lower(), value.strip().lower()
