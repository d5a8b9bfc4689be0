"""Where frames come from: a camera, a video file, or a folder of pictures."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ImageError, SourceError
from edge_app.images import MAX_PIXELS, decode_image, read_image_file

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif")
OPENCV_REMEDY = (
    "Cameras and videos need OpenCV, which does not work here ({}). Install it: "
    "pip install opencv-python-headless, or use `make camera` in the source tree. "
    "A folder of pictures works without it."
)
HIGHEST_CAMERA = 999


@dataclass(frozen=True)
class Frame:
    """One frame: ``pixels`` is uint8 (height, width, 3), RGB; ``name`` its file, when it has one.

    ``error`` says why a file of a folder could not be read; it then has no pixels.
    """

    pixels: NDArray[np.uint8] | None
    name: str | None = None
    error: str | None = None


def open_source(address: str, *, max_pixels: int = MAX_PIXELS) -> Iterator[Frame]:
    """Frames of a camera index ("0"), a video file, or a folder of pictures, until it ends.

    ``max_pixels`` limits what is decoded of a folder.
    The source is opened before the first frame is asked for, and closed when the iterator is.

    Raises SourceError: no such source, or one that OpenCV cannot open.
    """
    if address.isdecimal() and int(address) <= HIGHEST_CAMERA:
        return _opencv_frames(int(address), f"camera {address}", endless=True)
    path = Path(address)
    try:
        if path.is_dir():
            return (_read_picture(one, max_pixels) for one in _pictures(path))
        if path.is_file():
            return _opencv_frames(str(path), f"video {path}", endless=False)
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(f"Cannot open {address[:200]}: {error.strerror}.") from error
    raise SourceError(
        f"No source {address[:200]!r}. "
        "Expected a camera index such as 0, a video file, or a folder."
    )


def _pictures(folder: Path) -> list[Path]:
    pictures = sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES)
    if not pictures:
        raise SourceError(f"The folder {folder} holds no pictures ({', '.join(PICTURE_SUFFIXES)}).")
    return pictures


def _read_picture(path: Path, max_pixels: int) -> Frame:
    try:
        return Frame(decode_image(read_image_file(path), max_pixels=max_pixels), path.name)
    except ImageError as error:
        return Frame(None, path.name, str(error))


def _opencv_frames(address: int | str, what: str, *, endless: bool) -> Iterator[Frame]:
    try:
        import cv2  # An extra: a folder of pictures, and the upload page, do without it.
    except ImportError as error:
        raise SourceError(OPENCV_REMEDY.format(error)) from error
    # OpenCV and its FFmpeg would print each of their attempts beside our one message.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(address)
    if not capture.isOpened():
        capture.release()
        raise SourceError(f"Cannot open {what}. Is it connected, readable, and not in use?")
    return _read_frames(cv2, capture, what, endless=endless)


def _read_frames(cv2: Any, capture: Any, what: str, *, endless: bool) -> Iterator[Frame]:
    count = 0
    try:
        while True:
            arrived, bgr = capture.read()
            if not arrived:
                break
            count += 1
            yield Frame(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8))
    finally:
        capture.release()
    if endless:
        raise SourceError(f"{what.capitalize()} gives no more frames. Was it unplugged?")
    if not count:
        raise SourceError(f"No frame came from {what}. Expected a video that OpenCV can decode.")
