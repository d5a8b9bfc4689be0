"""What stands in a GIF file before its first frame (GIF89a specification)."""

from edge_app.errors import DamagedImageError

# A comment has one for every 255 letters, and XMP one for about 80.
MOST_BLOCKS = 10_000
_SCREEN_BYTES = 13
_EXTENSION = 0x21
_ENDS = (0x2C, 0x3B)  # The first frame, or the end of the file.


def check_gif(data: bytes) -> None:
    """Refuse a file with too many blocks before its first frame. Raises DamagedImageError."""
    flags = data[10] if len(data) > 10 else 0
    place = _SCREEN_BYTES + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    in_extension = False
    for _ in range(MOST_BLOCKS):
        if place >= len(data) or (not in_extension and data[place] in _ENDS):
            return
        if in_extension:
            in_extension = data[place] > 0
            place += 1 + data[place]
        else:
            in_extension = data[place] == _EXTENSION
            place += 2 if in_extension else 1
    raise DamagedImageError(
        f"The GIF has more than {MOST_BLOCKS} blocks before its first frame. Save the picture "
        "anew and send that."
    )
