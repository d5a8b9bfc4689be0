"""Which formats of pictures are accepted, decided by how a file begins."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
# Endings of the names of such files.
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif")
FORMAT_NAMES = "JPEG, PNG, WebP, BMP or GIF"


def begins_like_a_picture(data: bytes) -> bool:
    """Whether a file of one of FORMATS may begin with these bytes; twelve are enough."""
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF87a", b"GIF89a")
    return data.startswith(starts) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
