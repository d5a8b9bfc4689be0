"""Take the files out of a multipart form, where it is as plain as browsers and curl make it.

Werkzeug reads every form, and takes longer for a small picture than its model does. What is not
plain here, or not well formed, is left to it.
"""

import re

# RFC 7578, without escapes, folded lines, other charsets, other headers and very long names.
BOUNDARY = re.compile(r'multipart/form-data; ?boundary=("?)([\w\'()+,./:=?-]{1,70})\1', re.ASCII)
HEAD = re.compile(
    rb'\r\nContent-Disposition: form-data; name="([^"\\%\r\n]{0,99})"; '
    rb'filename="([^"\\%\r\n]{0,999})"'
    rb"(?:\r\nContent-Type: [\w/.+-]+)?\r\n\r\n",
    re.ASCII,
)


def boundary_of(content_type: str) -> bytes | None:
    """The boundary of a plain form; None of another, and of what is no form."""
    found = BOUNDARY.fullmatch(content_type)
    return found[2].encode("ascii") if found else None


def plain_files(
    content: bytes, boundary: bytes, *, field: str, most: int
) -> list[tuple[str, bytes]] | None:
    """The files of ``field`` that have a name, with their bytes.

    None where the form is not plain: it has more than ``most`` parts, or one that is no file.
    """
    before, *parts = content.split(b"--" + boundary, most + 2)
    if before or not parts or parts.pop() not in (b"--\r\n", b"--") or len(parts) > most:
        return None
    files = []
    for part in parts:
        head = HEAD.match(part)
        if head is None or not part.endswith(b"\r\n", head.end()):
            return None
        try:
            names = head[1].decode(), head[2].decode()
        except UnicodeDecodeError:
            return None
        if names[0] == field and names[1]:
            files.append((names[1], part[head.end() : -2]))
    return files
