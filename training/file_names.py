"""The names of files as text for people: one spelling wherever one is shown or written."""

from pathlib import Path


def printable(name: Path | str) -> str:
    """``name`` with control characters and undecodable bytes written as escapes.

    A file name may hold what would steer a terminal, or what UTF-8 cannot encode.
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(name))
