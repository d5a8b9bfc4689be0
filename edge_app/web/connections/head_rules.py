"""What a request's head must not have, beyond what waitress refuses.

Two readers may understand such a head in two ways: RFC 9112, sections 3.2, 5.2, 6.1 and 6.3.
"""

import re
from collections.abc import Sequence

from waitress.parser import ParsingError

FIRST_LINE = re.compile(rb"[^ ]+ [^ ]+ HTTP/1\.[01]")
MOST_DIGITS = 18
ONLY_ONCE = (b"content-length", b"transfer-encoding", b"host")


def check_head(head: bytes) -> None:
    """Look at a head of lines that end with CR LF. Raises ParsingError: it is ambiguous."""
    first_line, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    if not FIRST_LINE.fullmatch(first_line):
        raise ParsingError("The first line is not one of HTTP/1.1 or HTTP/1.0")
    if any(line[:1] in (b" ", b"\t") for line in lines):
        raise ParsingError("A header goes on in a second line")
    fields = [line.split(b":", 1) for line in lines]
    _check_names([field[0].lower() for field in fields], is_1_1=first_line.endswith(b"1"))
    for field in fields:
        if field[0].lower() == b"transfer-encoding":
            _check_encoding(field[-1])
        if field[0].lower() == b"content-length" and len(field[-1].strip()) > MOST_DIGITS:
            raise ParsingError("Content-Length is invalid")  # int() would refuse 4,301 digits.


def _check_names(names: Sequence[bytes], *, is_1_1: bool) -> None:
    for name in ONLY_ONCE:
        if names.count(name) > 1:
            raise ParsingError(f"The header {name.decode().title()} is there twice")
    if b"transfer-encoding" in names and (b"content-length" in names or not is_1_1):
        raise ParsingError("Transfer-Encoding beside Content-Length or in HTTP/1.0")
    if is_1_1 and b"host" not in names:
        raise ParsingError("The header Host is missing")


def _check_encoding(value: bytes) -> None:
    if value.strip(b" \t").lower() != b"chunked":
        raise ParsingError("The only Transfer-Encoding is chunked, and once")
