"""A data set ready for training: images, labels, class names, and a recorded split."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.cifar10 import Records, read_archive
from training.download import fetch_cifar10

ARCHIVE_VARIABLE = "CIFAR10_ARCHIVE"


@dataclass(frozen=True)
class Split:
    """One part of a data set.

    ``images`` is uint8 (n, height, width, 3), RGB, 0..255; ``labels`` is int64 (n,), indices into
    the class names; ``hashes`` holds the SHA-256 digest of each record.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    hashes: tuple[bytes, ...]

    def digest(self) -> str:
        """SHA-256 over the sorted record hashes: the same for any order of the records."""
        return hashlib.sha256(b"".join(sorted(self.hashes))).hexdigest()

    def take(self, indices: Iterable[int]) -> "Split":
        """The records at ``indices``, in that order."""
        chosen = list(indices)
        return Split(
            self.images[chosen], self.labels[chosen], tuple(self.hashes[i] for i in chosen)
        )


@dataclass(frozen=True)
class Dataset:
    """Images and labels in three parts; ``validation`` was drawn from the training images."""

    name: str
    class_names: tuple[str, ...]
    train: Split
    validation: Split
    test: Split

    def summary(self) -> dict[str, object]:
        """Name, classes, and for each part its number of images and its digest."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return {
            "name": self.name,
            "class_names": list(self.class_names),
            **{
                name: {"images": len(part.labels), "sha256_of_sorted_record_sha256": part.digest()}
                for name, part in parts.items()
            },
        }


def load_dataset(source: str, *, validation_images: int, seed: int) -> Dataset:
    """Load ``cifar10`` (downloaded once), or a CIFAR-10 binary archive by its path.

    For ``cifar10`` the archive named by the environment variable CIFAR10_ARCHIVE is read where
    that is set. ``validation_images`` of the training images are held out, balanced over the
    classes and chosen by ``seed``.

    Raises PipelineError: no such source, a failed download, a damaged archive, or more validation
    images than there are.
    """
    if source == "cifar10":
        local = os.environ.get(ARCHIVE_VARIABLE)
        path = Path(local) if local else fetch_cifar10()
    else:
        path = Path(source)
        if not path.is_file():
            raise PipelineError(
                f"No data source {source!r}. Expected cifar10, or the path of a CIFAR-10 binary "
                "archive (.tar.gz or .tar.xz)."
            )
    archive = read_archive(path)
    train, validation = hold_out(archive.train, count=validation_images, seed=seed)
    test = Split(archive.test.images, archive.test.labels, archive.test.hashes)
    name = "cifar10" if source == "cifar10" else path.name.split(".tar")[0]
    return Dataset(name, archive.class_names, train, validation, test)


def hold_out(records: Records, *, count: int, seed: int) -> tuple[Split, Split]:
    """Split records into (the rest, ``count`` held out), balanced over the classes.

    Raises PipelineError when a class would be left without a training image.
    """
    everything = Split(records.images, records.labels, records.hashes)
    held_out = set(balanced_choice(everything, count=count, seed=seed, purpose="validation"))
    rest = [i for i in range(len(records.labels)) if i not in held_out]
    if set(records.labels[rest]) != set(records.labels):
        raise PipelineError(
            f"{count} validation images leave a class without training images: there are only "
            f"{len(records.labels)} images. Lower validation_images in the recipe."
        )
    return everything.take(rest), everything.take(sorted(held_out))


def balanced_choice(split: Split, *, count: int, seed: int, purpose: str) -> list[int]:
    """Indices of ``count`` records, as equal a number of each class as the records allow.

    The choice follows the order of SHA-256(purpose, seed, record hash), not a random generator:
    it is the same for every library version and for every order of the records.

    Raises PipelineError when ``count`` is more than there are.
    """
    if count > len(split.labels):
        raise PipelineError(
            f"{count} images asked for {purpose}, but there are {len(split.labels)}."
        )
    salt = f"{purpose}:{seed}:".encode()
    keys = [hashlib.sha256(salt + digest).digest() for digest in split.hashes]
    place_in_class: dict[int, int] = {}
    ranked = []
    for i in sorted(range(len(keys)), key=keys.__getitem__):
        label = int(split.labels[i])
        place_in_class[label] = place_in_class.get(label, 0) + 1
        ranked.append((place_in_class[label], keys[i], i))
    return [i for _, _, i in sorted(ranked)[:count]]
