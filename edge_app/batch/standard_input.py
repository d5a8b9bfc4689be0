"""What the commands read from standard input: one picture, or a list of names."""

import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from edge_app.errors import DamagedImageError, ImageTooLargeError, SourceError
from edge_app.images import MAX_FILE_BYTES

BLOCK_BYTES = 2**16
MAX_NAME_BYTES = 2**20


def is_piped() -> bool:
    """Whether standard input is a pipe, a socket or a file, and no terminal or /dev/null."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # It may be closed.
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode)


def read_picture() -> bytes:
    """All that comes, for ``decode_image``. Raises ImageError: unreadable, or too much."""
    try:
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except (AttributeError, OSError) as error:
        reason = getattr(error, "strerror", None) or "It is closed"
        raise DamagedImageError(f"Cannot read standard input: {reason}.") from error
    if len(content) > MAX_FILE_BYTES:
        raise ImageTooLargeError(
            f"More than {MAX_FILE_BYTES} bytes came. Make the picture smaller."
        )
    return content


def names_from(address: str) -> Iterator[str]:
    """The names in a file, or in standard input for "-": one a line, or as ``find -print0`` ends
    them where the first block has a zero byte.

    Raises SourceError: it cannot be read, or is no list of names.
    """
    try:
        if address == "-":
            yield from _names(sys.stdin.buffer)
        else:
            with open(address, "rb") as file:
                yield from _names(file)
    except (AttributeError, OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"Cannot read the names in {address}: {reason}.") from error


def _names(file: BinaryIO) -> Iterator[str]:
    held = file.read1(BLOCK_BYTES)  # type: ignore[attr-defined]
    end = b"\0" if b"\0" in held else b"\n"
    while held:
        *whole, rest = held.split(end)
        yield from (os.fsdecode(name) for name in map(_without_return, whole) if name)
        block = file.read1(BLOCK_BYTES)  # type: ignore[attr-defined]
        if not block and rest:
            yield os.fsdecode(_without_return(rest))
        if len(rest) > MAX_NAME_BYTES or (b"\0" in block and end != b"\0"):
            raise SourceError("This is no list of names. Expected one name a line.")
        held = rest + block if block else b""


def _without_return(name: bytes) -> bytes:
    return name.removesuffix(b"\r")
