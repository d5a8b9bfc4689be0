"""Pictures from the binary archive of CIFAR-10, as PNG files."""

import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.errors import PipelineError

SIDE_PX = 32
RECORD_BYTES = 1 + 3 * SIDE_PX * SIDE_PX
FOLDERS = ("quarter", "rest")


def write_pictures(archive: Path, folder: Path, *, count: int) -> None:
    """Write the first ``count`` pictures: a quarter of them in one folder, the others in another.

    Raises PipelineError: the archive cannot be read, or has fewer pictures.
    """
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    written = 0
    try:
        for written, pixels in enumerate(islice(_pixels(archive), count), start=1):
            part = FOLDERS[written > count // 4]
            Image.fromarray(pixels).save(folder / part / f"{written:06}.png")
    except (OSError, EOFError, tarfile.TarError) as error:
        raise PipelineError(f"Cannot take pictures from {archive}: {error}.") from error
    if written < count:
        raise PipelineError(f"{archive} has {written} pictures for training, expected {count}.")


def _pixels(archive: Path) -> Iterator[NDArray[np.uint8]]:
    """uint8 (32, 32, 3), RGB, of each record: a label, then the planes, by
    https://www.cs.toronto.edu/~kriz/cifar.html."""
    with tarfile.open(archive) as members:
        for member in members:
            batch = members.extractfile(member) if "data_batch_" in member.name else None
            while batch and len(record := batch.read(RECORD_BYTES)) == RECORD_BYTES:
                planes = np.frombuffer(record, np.uint8, offset=1).reshape(3, SIDE_PX, SIDE_PX)
                yield np.ascontiguousarray(planes.transpose(1, 2, 0))
