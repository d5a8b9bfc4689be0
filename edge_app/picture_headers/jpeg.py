"""The segments and scans of a JPEG file (ITU-T T.81, annex B)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edge_app.errors import DamagedImageError, UnsupportedImageError

# A colour profile has up to 255 segments, a panorama's metadata as many.
MOST_SEGMENTS = 1000
# Of EXIF and Photoshop's records, which Pillow takes apart; one of them has at most 64 KiB.
MOST_METADATA_BYTES = 2**20
MOST_JUNK_BYTES = 2**16
# Encoders make 3 to 12, and cameras 1.
MOST_SCANS = 100
_FILL, _START_OF_SCAN, _EXIF, _PHOTOSHOP = 0xFF, 0xDA, 0xE1, 0xED
_WITHOUT_LENGTH = (0x00, 0x01, *range(0xD0, 0xD9))
# Lossless, hierarchical and arithmetic frames; 0xC4, 0xC8 and 0xCC are no frames.
_RARE_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_PROGRESSIVE = 0xC2
# After coded data: neither a stuffed byte nor a restart marker.
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


@dataclass(frozen=True)
class JpegLayout:
    """``scan_components`` is the number of colour components in the first scan; 0 without one.

    ``scan_start`` is the place of that scan's marker, in bytes.
    """

    is_progressive: bool
    scan_components: int
    scan_start: int

    def is_one_pass(self, *, components: int) -> bool:
        """Can it be decoded line by line? Else all its frequencies are held at any scale.

        ``components`` are those of the picture. A progressive one has many scans, and a
        sequential one may.
        """
        return not self.is_progressive and self.scan_components == components


def read_layout(data: bytes) -> JpegLayout:
    """What stands before the first scan.

    Raises DamagedImageError: too many segments. UnsupportedImageError: a kind of JPEG that
    browsers do not read either.
    """
    metadata, progressive = 0, False
    for marker, start, length in _segments(data):
        if marker == _START_OF_SCAN:
            components = data[start + 4] if start + 4 < len(data) else 0
            return JpegLayout(progressive, components, start)
        if marker in _RARE_FRAMES:
            raise UnsupportedImageError(
                "This kind of JPEG (lossless, hierarchical or arithmetic) cannot be read. Save it "
                "as an ordinary JPEG."
            )
        progressive = progressive or marker == _PROGRESSIVE
        if marker in (_EXIF, _PHOTOSHOP) and not data.startswith(b"http", start + 4):
            metadata += length
            if metadata > MOST_METADATA_BYTES:
                raise _refused(f"more than {MOST_METADATA_BYTES} bytes of metadata")
    return JpegLayout(progressive, 0, len(data))


def count_scans(data: bytes, *, start: int) -> int:
    """How often the decoder has to go through the picture; the first scan begins at ``start``.

    Raises DamagedImageError: more than MOST_SCANS, or than MOST_SEGMENTS among them.
    """
    place, scans = start, 0
    for _ in range(MOST_SEGMENTS):
        found = _NEXT_MARKER.search(data, place)
        if found is None or data[found.start() + 1] == 0xD9:  # The end of the picture.
            return scans
        scans += data[found.start() + 1] == _START_OF_SCAN
        if scans > MOST_SCANS:
            raise _refused(f"more than {MOST_SCANS} scans")
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    raise _refused(f"more than {MOST_SEGMENTS} segments between its scans")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, place and length of each, up to the first scan; the length is without the marker."""
    place, junk = 2, 0  # After the marker of the file's beginning.
    for _ in range(MOST_SEGMENTS):
        start = data.find(b"\xff", place)
        junk += max(start, place) - place
        if junk > MOST_JUNK_BYTES:
            raise _refused(f"more than {MOST_JUNK_BYTES} bytes between its segments")
        if start < 0 or start + 1 >= len(data):
            return
        marker = data[start + 1]
        if marker == _FILL:
            place = start + 1
            continue
        if marker in _WITHOUT_LENGTH:
            place = start + 2
            continue
        length = int.from_bytes(data[start + 2 : start + 4], "big")
        yield marker, start, length
        if marker == _START_OF_SCAN:
            return
        place = start + 2 + length
    raise _refused(f"more than {MOST_SEGMENTS} segments before its first scan")


def _refused(what: str) -> DamagedImageError:
    return DamagedImageError(f"The JPEG has {what}. Save the picture anew and send that.")
