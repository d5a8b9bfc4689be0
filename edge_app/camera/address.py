"""The address of a source of frames: of what kind it is, and what of it may be shown."""

import re

STREAMS = ("rtsp://", "rtsps://", "http://", "https://")
HIGHEST_CAMERA = 999
MOST_SHOWN = 200  # Characters of an address in a message.


def is_stream(address: str) -> bool:
    """Whether it is read over the network."""
    return address.lower().startswith(STREAMS)


def camera_number(address: str) -> int | None:
    """N of ``N`` or ``/dev/videoN``; None: it is neither."""
    found = re.fullmatch(r"(?:/dev/video)?([0-9]{1,3})", address)
    return int(found[1]) if found else None


def without_password(address: str) -> str:
    """The address as it may be shown: rtsp://user:password@host/path is rtsp://host/path.

    What follows a question mark is left out as well: some cameras take their password there.
    """
    if not is_stream(address):
        return address[:MOST_SHOWN]
    scheme, rest = address.split("://", 1)
    # A password may hold a slash or a question mark that is not written as %2F or %3F.
    rest = rest.rpartition("@")[2]
    return f"{scheme}://{re.split('[?#]', rest)[0]}"[:MOST_SHOWN]
