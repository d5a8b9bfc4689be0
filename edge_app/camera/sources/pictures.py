"""A folder of pictures, one after the other."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.wanted import Wanted
from edge_app.errors import ImageError, SourceEndedError, SourceError, TornFrameError
from edge_app.images import decode_image, read_image_file
from edge_app.picture_formats import PICTURE_SUFFIXES

FRAME_RATE = 1.0
SIZE = (640, 480)  # (width, height): larger pictures are decoded at about this size.


class PictureFolder:
    """The pictures of a folder, by their names; what comes to it is shown in the next round."""

    def __init__(self, folder: Path, wanted: Wanted, *, once: bool) -> None:
        self._folder, self._wanted, self._once = folder, wanted, once

    def open(self) -> "FolderSource":
        """Raises SourceError: it cannot be read, or holds no pictures."""
        count = len(self.pictures())
        rate = self._wanted.frame_rate or FRAME_RATE
        description = f"folder {self._folder}, {count} pictures, {rate:g} per second"
        return FolderSource(self, description, frame_gap_s=1 / rate)

    def pictures(self) -> list[Path]:
        """The files of now. Raises SourceError: there are none, or they cannot be listed."""
        try:
            found = [p for p in self._folder.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES]
        except OSError as error:
            raise SourceError(
                f"Cannot read the folder {self._folder}: {error.strerror}."
            ) from error
        if not found:
            endings = ", ".join(PICTURE_SUFFIXES)
            raise SourceError(f"The folder {self._folder} holds no pictures ({endings}).")
        return sorted(found)

    def rounds(self) -> Iterator[Path]:
        """All pictures, again and again, or once."""
        yield from self.pictures()
        while not self._once:
            yield from self.pictures()

    def decode(self, path: Path) -> NDArray[np.uint8]:
        """uint8 (height, width, 3), RGB. Raises TornFrameError: it is no picture that can be."""
        width, height = self._wanted.frame_size or SIZE
        try:
            return decode_image(
                read_image_file(path),
                max_pixels=self._wanted.max_pixels,
                at_least=(height, width),
            )
        except ImageError as error:
            raise TornFrameError(f"{path.name}: {error}") from error


class FolderSource:
    """A folder of pictures, opened."""

    is_live = False

    def __init__(self, folder: PictureFolder, description: str, *, frame_gap_s: float) -> None:
        self.description, self.frame_gap_s = description, frame_gap_s
        self._folder, self._paths = folder, folder.rounds()

    def read(self) -> tuple[NDArray[np.uint8], float]:
        path = next(self._paths, None)
        if path is None:
            raise SourceEndedError("All pictures were shown.")
        return self._folder.decode(path), time.monotonic()

    def close(self) -> None:
        self._paths = iter(())
