"""A picture of which only the header has been read, within the limits of what decoding may cost."""

import io
import warnings
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.decode_memory import RGB_BYTES, decoder_bytes, picture_bytes
from edge_app.errors import DamagedImageError, ImageTooLargeError, UnsupportedImageError
from edge_app.picture_formats import FORMAT_NAMES, FORMATS, begins_like_a_picture
from edge_app.picture_headers import check_header
from edge_app.picture_headers.jpeg import JpegLayout, count_scans
from edge_app.reduced_scale import averaging, reduce_scale
from edge_app.rgb import upright_rgb

# Phones make JPEGs of 48 and 50 megapixels. At a reduced scale one takes less time and less memory
# than 25 megapixels at full size.
REDUCED_TIMES = 2
# JPEG's own limit. Pillow holds a pointer for each line, more than a narrow picture's pixels take.
MOST_SIDE_PX = 65_535
# Each scan goes through all frequencies again: these bytes in about half a second.
MOST_SCANNED_BYTES = 1_600_000_000
_NO_MEMORY = "There is no memory left for this picture. Make it smaller, or send it again later."


def ignore_pillow_warnings() -> None:
    """Let Pillow be silent about odd EXIF in good pictures, and about sizes that are refused."""
    warnings.filterwarnings("ignore", module=r"PIL\.")


class EncodedPicture:
    """A picture whose header has been read, and nothing more: what ``open_picture`` gives."""

    def __init__(self, image: Image.Image, *, averaged: int, memory_bytes: int) -> None:
        """``memory_bytes`` is what decoding takes; ``averaged`` is that of ``upright_rgb``."""
        self._image = image
        self._averaged = averaged
        self.memory_bytes = memory_bytes

    def __enter__(self) -> "EncodedPicture":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._image.close()

    def decode(self) -> NDArray[np.uint8]:
        """Upright RGB, uint8 (height, width, 3), 0..255; once.

        Raises DamagedImageError: cut off or corrupt. ImageTooLargeError: no memory is left.
        """
        try:
            self._image.load()
            return upright_rgb(self._image, averaged=self._averaged)
        except MemoryError as error:
            raise ImageTooLargeError(_NO_MEMORY) from error
        except Exception as error:
            raise DamagedImageError(_damaged(error)) from error


def open_picture(
    data: bytes,
    *,
    max_pixels: int,
    max_bytes: int | None = None,
    at_least: tuple[int, int] | None = None,
) -> EncodedPicture:
    """Read a picture's header, and choose its scale: arguments and errors of ``decode_image``.

    ``max_bytes`` limits the memory that decoding may take. Raises ImageTooLargeError: it is more.
    """
    image, layout = _open(data, max_pixels)
    full_size = image.size
    try:
        one_pass = layout is not None and layout.is_one_pass(components=len(image.getbands()))
        is_reduced = at_least is not None and reduce_scale(image, at_least)
        times = REDUCED_TIMES if is_reduced and one_pass else 1
        _check_size(full_size, times * max_pixels)
        held_bytes = decoder_bytes(image, full_size=full_size, one_pass=one_pass)
        if layout is not None and not one_pass:
            _check_scans(count_scans(data, start=layout.scan_start), held_bytes)
        averaged = averaging(image, at_least) if at_least is not None else 1
        result_bytes = RGB_BYTES * (image.width // averaged) * (image.height // averaged)
        memory_bytes = held_bytes + picture_bytes(image) + result_bytes
        if max_bytes is not None:
            _check_memory(full_size, memory_bytes, max_bytes)
    except BaseException:
        image.close()
        raise
    return EncodedPicture(image, averaged=averaged, memory_bytes=memory_bytes)


def _open(data: bytes, max_pixels: int) -> tuple[Image.Image, JpegLayout | None]:
    if not data:
        raise UnsupportedImageError(f"The file is empty. Send a {FORMAT_NAMES} picture.")
    layout = check_header(data)
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS), layout
    except Image.DecompressionBombError:
        raise ImageTooLargeError(_too_large("far more", max_pixels)) from None
    except MemoryError as error:
        raise ImageTooLargeError(_NO_MEMORY) from error
    except Exception as error:  # Pillow's parsers raise what they like on hostile headers.
        if begins_like_a_picture(data):
            raise DamagedImageError(_damaged(error)) from error
        raise UnsupportedImageError(
            f"This is not a picture that can be read. Send a {FORMAT_NAMES} picture."
        ) from error


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise ImageTooLargeError(_too_large(f"{width} x {height}", max_pixels))
    if max(size) > MOST_SIDE_PX:
        raise ImageTooLargeError(
            f"The picture has {width} x {height} pixels; at most {MOST_SIDE_PX} are accepted along "
            "one side. Cut it into parts."
        )


def _check_scans(scans: int, held_bytes: int) -> None:
    if scans * held_bytes > MOST_SCANNED_BYTES:
        raise ImageTooLargeError(
            f"The JPEG has {scans} scans, too many for its size. Save it anew and send that."
        )


def _check_memory(size: tuple[int, int], memory_bytes: int, max_bytes: int) -> None:
    if memory_bytes > max_bytes:
        raise ImageTooLargeError(
            f"The picture has {size[0]} x {size[1]} pixels, and decoding it would take "
            f"{memory_bytes / 2**20:.0f} MiB of memory; at most {max_bytes / 2**20:.4g} MiB are "
            "taken. Make it smaller, or save it as a JPEG that is not progressive."
        )


def _damaged(error: Exception) -> str:
    return f"The picture is damaged or cut off and cannot be decoded ({type(error).__name__})."


def _too_large(size: str, max_pixels: int) -> str:
    return (
        f"The picture has {size} pixels; at most {max_pixels / 1e6:g} megapixels are accepted. "
        "Make it smaller and send it again."
    )
