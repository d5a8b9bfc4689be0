"""The chunks of a PNG file (ISO/IEC 15948)."""

from edge_app.errors import DamagedImageError

# Encoders write a chunk for every 8 KiB of pixels, and two more for each frame of an animation.
MOST_CHUNKS = 20_000
# Each may unfold to a megabyte of text, which Pillow keeps.
MOST_COMPRESSED_TEXTS = 16
_COMPRESSED = (b"zTXt", b"iTXt", b"iCCP")
_AROUND_BYTES = 12  # Length, name and checksum.


def check_png(data: bytes) -> None:
    """Refuse a file with too many chunks. Raises DamagedImageError."""
    place, compressed = 8, 0
    for _ in range(MOST_CHUNKS):
        kind = data[place + 4 : place + 8]
        if len(kind) < 4 or kind == b"IEND":
            return
        if kind in _COMPRESSED:
            compressed += 1
            if compressed > MOST_COMPRESSED_TEXTS:
                raise _refused(f"more than {MOST_COMPRESSED_TEXTS} compressed texts")
        place += _AROUND_BYTES + int.from_bytes(data[place : place + 4], "big")
    raise _refused(f"more than {MOST_CHUNKS} chunks")


def _refused(what: str) -> DamagedImageError:
    return DamagedImageError(f"The PNG has {what}. Save the picture anew and send that.")
