"""A data set and its parts: images, in memory or read when asked for, labels and identities."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Images(Protocol):
    """Images in a fixed order: a plain array, or something that reads them when asked for.

    ``shape`` is (n, height, width, 3). Indexing by an array or a list of integers, or by a slice,
    gives uint8 (k, height, width, 3), RGB, 0..255, and raises PipelineError where a picture can no
    longer be read.
    """

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __len__(self) -> int: ...

    # Any, because an array takes more kinds of index than these three.
    def __getitem__(self, indices: Any, /) -> NDArray[np.uint8]: ...


class ChosenImages:
    """The images at ``indices`` of others, in that order: nothing is read or copied before."""

    def __init__(self, source: Images, indices: Iterable[int]) -> None:
        self.source = source
        self._indices = np.fromiter(indices, np.int64)

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self._indices), *self.source.shape[1:])

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, indices: Any, /) -> NDArray[np.uint8]:
        return self.source[self._indices[indices]]


@dataclass(frozen=True)
class Split:
    """One part of a data set.

    ``images`` gives uint8 (n, height, width, 3), RGB, 0..255; ``labels`` is int64 (n,), indices
    into the class names; ``hashes`` holds the SHA-256 digest of each record. ``files`` are
    the picture files of the records, whose digests these are then; an archive has none.
    """

    images: Images
    labels: NDArray[np.int64]
    hashes: tuple[bytes, ...]
    files: tuple[Path, ...] = ()

    def digest(self) -> str:
        """SHA-256 over the sorted record hashes: the same for any order of the records."""
        return hashlib.sha256(b"".join(sorted(self.hashes))).hexdigest()

    def take(self, indices: Iterable[int]) -> "Split":
        """The records at ``indices``, in that order: copied from an array, else still unread."""
        chosen = list(indices)
        in_memory = isinstance(self.images, np.ndarray)
        taken = self.images[chosen] if in_memory else ChosenImages(self.images, chosen)
        hashes = tuple(self.hashes[i] for i in chosen)
        files = tuple(self.files[i] for i in chosen) if self.files else ()
        return Split(taken, self.labels[chosen], hashes, files)


@dataclass(frozen=True)
class LeftOut:
    """A file that takes no part in the training: its path in the data folder, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Dataset:
    """Images and labels in three parts, of which no two hold the same record.

    ``drawn`` says by which percentages the parts were drawn, where they were: what
    ``training.json`` needs to draw them again. ``remarks`` are lines for the user.
    """

    name: str
    class_names: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    drawn: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()

    def summary(self) -> dict[str, object]:
        """Name, classes, how the parts were drawn, and each part's number of images and digest."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return {
            "name": self.name,
            "class_names": list(self.class_names),
            **self.drawn,
            **{
                name: {"images": len(part.labels), "sha256_of_sorted_record_sha256": part.digest()}
                for name, part in parts.items()
            },
        }
