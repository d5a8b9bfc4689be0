"""The pictures to inspect, one record each, from an image folder or a CIFAR-10 archive."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.cifar10 import Records, read_archive
from training.datasets import archive_path
from training.file_names import printable
from training.image_folder import scan_image_folder

PARTS = ("train", "val", "test")
HASH_DIGITS = 12


@dataclass(frozen=True)
class Picture:
    """A picture that has not been looked at yet.

    ``content`` is the path of a file, or uint8 (height, width, 3), RGB, 0..255; ``label`` is an
    index into the class names; ``part`` is one of ``PARTS``, or None where training is to draw
    them.
    """

    name: str
    label: int
    part: str | None
    content: Path | NDArray[np.uint8]


@dataclass(frozen=True)
class Collection:
    """All pictures of a data set; ``from_files`` tells a folder from an archive."""

    class_names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    from_files: bool

    @cached_property
    def parts(self) -> tuple[str | None, ...]:
        """The parts that there are, in the order of ``PARTS``."""
        present = {picture.part for picture in self.pictures}
        return tuple(part for part in (*PARTS, None) if part in present)


def read_collection(source: str) -> Collection:
    """List the pictures of an image folder, of a CIFAR-10 archive, or of ``cifar10``.

    Raises PipelineError: no such source, a folder of another layout, or a damaged archive.
    """
    folder = Path(source)
    return folder_collection(folder) if folder.is_dir() else archive_collection(source)


def folder_collection(root: Path) -> Collection:
    """The files of an image folder, by their paths below ``root``.

    Raises PipelineError: the folder has not the layout of an image folder.
    """
    folder = scan_image_folder(root)
    pictures = tuple(
        Picture(printable(file.path.relative_to(folder.root)), file.label, file.part, file.path)
        for file in folder.files
    )
    return Collection(tuple(map(printable, folder.class_names)), pictures, from_files=True)


def archive_collection(source: str) -> Collection:
    """The records of a CIFAR-10 archive, each named by the first digits of its SHA-256.

    Raises PipelineError: no such archive, or a damaged one.
    """
    archive = read_archive(archive_path(source))
    parts: tuple[tuple[str, Records], ...] = (("train", archive.train), ("test", archive.test))
    pictures = tuple(
        Picture(
            f"{part}/{archive.class_names[label]}/{digest.hex()[:HASH_DIGITS]}",
            int(label),
            part,
            image,
        )
        for part, records in parts
        for image, label, digest in zip(records.images, records.labels, records.hashes, strict=True)
    )
    return Collection(archive.class_names, pictures, from_files=False)
