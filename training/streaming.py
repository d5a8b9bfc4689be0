"""Read picture files as the device will: once into memory where they fit, else batch by batch."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge_app.errors import ImageError, PipelineError
from edge_app.images import decode_image, fit_to_input, read_image_file
from training.parts import Images

# Pixels of all parts together; beyond it, each batch is read from the disk.
MEMORY_BYTES = 2**30
# More would mostly hold more decoded photos at a time: up to 25 megapixels each.
THREADS = min(8, os.cpu_count() or 1)


@dataclass(frozen=True)
class Picture:
    """A file that was read: the SHA-256 of its bytes, and uint8 pixels (size, size, 3), RGB."""

    digest: bytes
    pixels: NDArray[np.uint8]


@dataclass(frozen=True)
class Pictures:
    """Those files that can be read.

    ``places`` are their indices among the files that were asked for, ``digests`` the SHA-256 of
    their bytes, ``unreadable`` the reason for each other index.
    """

    images: Images
    places: tuple[int, ...]
    digests: tuple[bytes, ...]
    unreadable: dict[int, str]


class StreamedImages:
    """Picture files that are read, decoded and fitted to (size, size) when they are asked for.

    ``digests`` are those of the files' bytes; a file that is gone or has changed since raises
    PipelineError, and ``failure`` keeps the message of the first.
    """

    def __init__(self, paths: Sequence[Path], digests: Sequence[bytes], *, size: int) -> None:
        self._paths = paths
        self._digests = digests
        self._size = size
        self.failure: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self._paths), self._size, self._size, 3)

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, indices: Any, /) -> NDArray[np.uint8]:
        chosen = np.arange(len(self))[indices]
        images = np.empty((len(chosen), *self.shape[1:]), np.uint8)
        with reading_threads() as pool:
            for place, pixels in enumerate(pool.map(self._read, chosen.tolist())):
                images[place] = pixels
        return images

    def _read(self, index: int) -> NDArray[np.uint8]:
        path = self._paths[index]
        try:
            picture = read_picture(path, size=self._size)
            if picture.digest == self._digests[index]:
                return picture.pixels
            reason = "its content has changed"
        except ImageError as error:
            reason = first_sentence(error)
        # Not the error itself: its traceback would keep the iterators of TensorFlow that asked for
        # the picture, and these complain where they outlive the interpreter.
        self.failure = self.failure or no_longer_readable(path, reason)
        raise PipelineError(self.failure)


def read_picture(path: Path, *, size: int) -> Picture:
    """Read a picture file by the rule of the device, ``edge_app.images``.

    Raises ImageError: the file cannot be read, or is not a usable picture.
    """
    data = read_image_file(path)
    pixels = fit_to_input(decode_image(data), height=size, width=size)
    return Picture(hashlib.sha256(data).digest(), pixels)


def read_pictures(
    paths: Sequence[Path], *, size: int, memory_bytes: int = MEMORY_BYTES
) -> Pictures:
    """Read every file once, with a bar of progress on a terminal.

    The images stay in memory where all of them take at most ``memory_bytes``; otherwise they are
    read again when they are asked for. Both ways give the same pixels.
    """
    keep = len(paths) * size * size * 3 <= memory_bytes
    images = np.empty((len(paths) if keep else 0, size, size, 3), np.uint8)
    digests: dict[int, bytes] = {}
    unreadable: dict[int, str] = {}

    def read(path: Path) -> Picture | str:
        try:
            picture = read_picture(path, size=size)
        except ImageError as error:
            return first_sentence(error)
        return picture if keep else Picture(picture.digest, images)

    with (
        reading_threads() as pool,
        tqdm(total=len(paths), unit=" pictures", disable=None) as progress,
    ):
        for i, outcome in enumerate(pool.map(read, paths)):
            if isinstance(outcome, str):
                unreadable[i] = outcome
            else:
                digests[i] = outcome.digest
                if keep:
                    images[i] = outcome.pixels
            progress.update()
    streamed = StreamedImages(paths, [digests.get(i, b"") for i in range(len(paths))], size=size)
    return Pictures(
        images if keep else streamed, tuple(digests), tuple(digests.values()), unreadable
    )


def no_longer_readable(path: Path, reason: str) -> str:
    """What to say of a picture file that has gone or changed since the data was loaded."""
    return (
        f"{path} could be read when this command began, and now it cannot: {reason}. Put the "
        "file back as it was, and give the command again (a training: with --resume)."
    )


def first_sentence(error: Exception) -> str:
    """What is wrong, without the advice that follows it for somebody who sends a picture."""
    return str(error).split(". ")[0].rstrip(".")


@contextmanager
def reading_threads() -> Iterator[ThreadPoolExecutor]:
    """THREADS threads that start nothing more once the block has been left, by Ctrl-C too."""
    pool = ThreadPoolExecutor(THREADS)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
