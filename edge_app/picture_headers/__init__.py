"""What the head of a picture file may ask of its reader, checked before any library opens it.

Pillow reads the small parts of a file one by one, in Python: 16 MB of empty ones keep it busy for
ten seconds and take hundreds of megabytes. No real picture comes near these limits.
"""

from edge_app.picture_headers.bmp import check_bmp
from edge_app.picture_headers.gif import check_gif
from edge_app.picture_headers.jpeg import JpegLayout, read_layout
from edge_app.picture_headers.png import check_png


def check_header(data: bytes) -> JpegLayout | None:
    """Refuse a picture file that is made to keep its reader busy; of a JPEG, give its layout.

    Raises DamagedImageError: more parts than any real picture has. ImageTooLargeError: a picture
    that is too large for the slow way in which its kind is decoded. UnsupportedImageError: a kind
    of JPEG that hardly any program reads.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return read_layout(data)
    if data.startswith(b"\x89PNG"):
        check_png(data)
    elif data.startswith(b"GIF8"):
        check_gif(data)
    elif data.startswith(b"BM"):
        check_bmp(data)
    return None
