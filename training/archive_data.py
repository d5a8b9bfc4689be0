"""A CIFAR-10 archive as a data set: drawn in parts, and resized where the recipe asks for it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.images import fit_to_input
from training.cifar10 import Records, read_archive
from training.parts import Dataset, Images, Split
from training.splitting import TEST, TRAIN, VALIDATION, Percent, draw_parts, hold_out, split_text
from training.streaming import MEMORY_BYTES


class FittedImages:
    """An array of images that are fitted to (size, size) pixels when they are asked for."""

    def __init__(self, images: NDArray[np.uint8], *, size: int) -> None:
        self._images = images
        self._size = size

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self._images), self._size, self._size, 3)

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, indices: Any, /) -> NDArray[np.uint8]:
        chosen = self._images[indices]
        images = np.empty((len(chosen), *self.shape[1:]), np.uint8)
        for i, image in enumerate(chosen):
            images[i] = fit_to_input(image, height=self._size, width=self._size)
        return images


def load_archive(
    path: Path,
    *,
    name: str,
    image_size: int,
    validation_images: int,
    seed: int,
    split: Percent | None = None,
    memory_bytes: int = MEMORY_BYTES,
) -> Dataset:
    """Load an archive in its own two parts, or in the percentages of ``split``.

    Without ``split``, ``validation_images`` of the training images are held out, balanced over the
    classes. Images that are resized stay in memory where all of them take at most
    ``memory_bytes``; otherwise each batch is resized when it is asked for.

    Raises PipelineError: a damaged archive, or too few images of a class.
    """
    archive = read_archive(path)
    if split:
        parts = _drawn(archive.train, archive.test, archive.class_names, split, seed=seed)
    else:
        records = archive.test
        test = Split(records.images, records.labels, records.hashes)
        parts = (*hold_out(archive.train, count=validation_images, seed=seed), test)
    count = sum(len(part.labels) for part in parts)
    in_memory = count * image_size * image_size * 3 <= memory_bytes
    train, validation, test = (
        replace(part, images=_fitted(part.images, size=image_size, in_memory=in_memory))
        for part in parts
    )
    drawn = {"split": split_text(split)} if split else {}
    return Dataset(name, archive.class_names, train, validation, test, drawn=drawn)


def _drawn(
    train: Records, test: Records, class_names: tuple[str, ...], percent: Percent, *, seed: int
) -> tuple[Split, Split, Split]:
    pool = Split(
        np.concatenate([train.images, test.images]),
        np.concatenate([train.labels, test.labels]),
        train.hashes + test.hashes,
    )
    parts = draw_parts(
        pool.labels, pool.hashes, percent=percent, seed=seed, class_names=class_names
    )
    drawn = [pool.take(np.flatnonzero(parts == part)) for part in (TRAIN, VALIDATION, TEST)]
    return drawn[0], drawn[1], drawn[2]


def _fitted(images: Images, *, size: int, in_memory: bool) -> Images:
    pixels = images[:]
    if pixels.shape[1:3] == (size, size):
        return pixels
    fitted = FittedImages(pixels, size=size)
    return fitted[:] if in_memory else fitted
