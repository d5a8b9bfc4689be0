"""Look at one picture: its size, colours and format, and a thumbnail to compare it by."""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from edge_app.errors import ImageError
from edge_app.images import decode_image, read_image_file
from edge_app.picture_formats import FORMATS
from training.inspection.pictures import Picture
from training.streaming import first_sentence

THUMBNAIL_PX = 32
# ITU-R BT.601, as Pillow's convert("L").
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# A multi-picture JPEG, as some cameras write it, is read as the JPEG that it begins with.
_SAME_FORMAT = {"MPO": "JPEG"}


@dataclass(frozen=True)
class Header:
    """What a file says about itself, and what its name says.

    ``named_format`` is None where the name ends in nothing that Pillow knows. ``orientation`` is
    EXIF's, 1 (upright) to 8.
    """

    format: str
    named_format: str | None
    mode: str
    orientation: int


@dataclass(frozen=True)
class Measurement:
    """A picture that can be read.

    ``height`` and ``width`` are pixels of the upright picture; ``digest`` is the SHA-256 of its
    size and pixels; ``file_digest`` that of the bytes of its file, by which training knows copies,
    or ``digest`` for a record of an archive. ``thumbnail`` is the whole picture as grey, uint8
    (32, 32), 0..255.
    ``colour_spread`` is the largest difference between two channels in its thumbnail, 0 for grey,
    to 255. ``header`` is None for a record of an archive.
    """

    picture: Picture
    height: int
    width: int
    digest: bytes
    file_digest: bytes
    thumbnail: NDArray[np.uint8]
    colour_spread: int
    header: Header | None

    @property
    def contrast(self) -> float:
        """The standard deviation of the thumbnail's grey values, 0 to 127.5."""
        return float(self.thumbnail.std())


@dataclass(frozen=True)
class Unreadable:
    """A picture that training and the device would refuse, and why."""

    picture: Picture
    reason: str


@contextlib.contextmanager
def quiet_pillow() -> Iterator[None]:
    """Hide what Pillow warns of inside the block, odd EXIF and large pictures: both are judged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def measure(picture: Picture) -> Measurement | Unreadable:
    """Read a picture by the rules and limits of training and device, and look at it."""
    if isinstance(picture.content, Path):
        try:
            data = read_image_file(picture.content)
            image = decode_image(data)
        except ImageError as error:
            return Unreadable(picture, first_sentence(error))
        header = read_header(data, picture.content)
        return _measure_pixels(picture, image, content=data, header=header)
    return _measure_pixels(picture, picture.content, content=None, header=None)


def read_header(data: bytes, path: Path) -> Header:
    """The header of a picture file that ``decode_image`` accepts."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        orientation = 1
        with contextlib.suppress(Exception):  # Corrupt EXIF is passed over, as in decode_image.
            orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
        mode = f"{image.mode} with transparency" if image.has_transparency_data else image.mode
        named = Image.registered_extensions().get(path.suffix.lower())
        return Header(
            format=_SAME_FORMAT.get(str(image.format), str(image.format)),
            named_format=_SAME_FORMAT.get(named, named) if named else None,
            mode=mode,
            orientation=orientation if orientation in range(1, 9) else 1,
        )


def _measure_pixels(
    picture: Picture, image: NDArray[np.uint8], *, content: bytes | None, header: Header | None
) -> Measurement:
    height, width = image.shape[:2]
    digest = hashlib.sha256(f"{height}x{width}:".encode() + image.tobytes()).digest()
    small = _shrink(image).astype(np.int16)
    return Measurement(
        picture=picture,
        height=height,
        width=width,
        digest=digest,
        file_digest=digest if content is None else hashlib.sha256(content).digest(),
        thumbnail=(small @ _LUMA).round().astype(np.uint8),
        colour_spread=int((small.max(axis=2) - small.min(axis=2)).max()),
        header=header,
    )


def _shrink(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if image.shape[:2] == (THUMBNAIL_PX, THUMBNAIL_PX):
        return image
    whole = Image.fromarray(image)
    size = (THUMBNAIL_PX, THUMBNAIL_PX)
    return np.asarray(whole.resize(size, Image.Resampling.BOX, reducing_gap=2.0), np.uint8)
