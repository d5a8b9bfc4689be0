"""The one slow kind of BMP file: run-length encoded, which Pillow decodes in Python."""

from edge_app.errors import ImageTooLargeError

# Pixels and bytes together: half a second on a fast computer. Windows wrote such files for icons.
MOST_STEPS = 2**20
_RUN_LENGTHS = (1, 2)
_WITH_COMPRESSION = 40  # The length of the shortest header that names the compression.


def check_bmp(data: bytes) -> None:
    """Refuse a run-length encoded file of more than a megapixel. Raises ImageTooLargeError."""
    if int.from_bytes(data[14:18], "little") < _WITH_COMPRESSION:
        return
    if int.from_bytes(data[30:34], "little") not in _RUN_LENGTHS:
        return
    width = int.from_bytes(data[18:22], "little", signed=True)
    height = int.from_bytes(data[22:26], "little", signed=True)
    if abs(width * height) + len(data) > MOST_STEPS:
        raise ImageTooLargeError(
            f"A run-length encoded BMP of {abs(width)} x {abs(height)} pixels takes too long to "
            "read. Save it as a PNG and send that."
        )
