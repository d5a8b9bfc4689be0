"""A folder of pictures as a data set: read, left out where it must be, and drawn in parts."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.file_names import printable
from training.folder_parts import NOWHERE, choose_parts, name_in_folder
from training.image_folder import ImageFolder, check_trainable, scan_image_folder
from training.parts import ChosenImages, Dataset, LeftOut, Split
from training.splitting import TEST, TRAIN, VALIDATION, Percent
from training.streaming import MEMORY_BYTES, Pictures, StreamedImages, read_pictures

SHOWN = 3  # Of the files that are left out; the record names all.


def load_image_folder(
    root: Path,
    *,
    image_size: int,
    seed: int,
    split: Percent | None = None,
    memory_bytes: int = MEMORY_BYTES,
) -> Dataset:
    """Load ``ROOT/{train,val,test}/CLASS/*`` or ``ROOT/CLASS/*`` in three parts.

    All pictures together are drawn into the parts by the percentages of ``split`` where it is
    given, and by DEFAULT_SPLIT where the folder has no parts. A part that is missing is drawn from
    train alone, by the percentage in DEFAULT_SPLIT. Files that cannot be read are left out, and so
    are those of which a copy stands in a part that decides more (test before val before train).
    ``memory_bytes`` limits the pixels that are kept in memory.

    Raises PipelineError: no such layout, too few pictures of a class, or a part of copies alone.
    """
    folder = scan_image_folder(root)
    check_trainable(folder)
    pictures = read_pictures(
        [file.path for file in folder.files], size=image_size, memory_bytes=memory_bytes
    )
    digests = dict(zip(pictures.places, pictures.digests, strict=True))
    parts, drawn = choose_parts(folder, digests, pictures.unreadable, seed=seed, split=split)
    labels = np.array([folder.files[place].label for place in pictures.places], np.int64)
    left_out = _left_out(folder, pictures, parts)
    train, validation, test = (
        _part(folder, pictures, labels, np.flatnonzero(parts == part))
        for part in (TRAIN, VALIDATION, TEST)
    )
    return Dataset(
        name=printable(root.resolve().name),
        class_names=folder.class_names,
        train=train,
        validation=validation,
        test=test,
        drawn=drawn,
        left_out=left_out,
        remarks=_remarks(left_out, pictures),
    )


def _left_out(
    folder: ImageFolder, pictures: Pictures, parts: NDArray[np.int64]
) -> tuple[LeftOut, ...]:
    reasons = dict(pictures.unreadable)
    for place, part in zip(pictures.places, parts.tolist(), strict=True):
        if part == NOWHERE:
            reasons[place] = "The same file is in another part"
    return tuple(
        LeftOut(name_in_folder(folder, place), reasons[place]) for place in sorted(reasons)
    )


def _part(
    folder: ImageFolder,
    pictures: Pictures,
    labels: NDArray[np.int64],
    members: NDArray[np.int64],
) -> Split:
    """The records at ``members``, sorted by their hashes: the names of files change nothing."""
    members = np.array(sorted(members, key=lambda i: (pictures.digests[i], labels[i])), np.int64)
    places = [pictures.places[i] for i in members]
    return Split(
        ChosenImages(pictures.images, places),
        labels[members],
        tuple(pictures.digests[i] for i in members),
        tuple(folder.files[place].path for place in places),
    )


def _remarks(left_out: tuple[LeftOut, ...], pictures: Pictures) -> tuple[str, ...]:
    remarks = []
    if left_out:
        shown = "; ".join(f"{one.file} ({one.reason})" for one in left_out[:SHOWN])
        more = f"; and {len(left_out) - SHOWN} more" if len(left_out) > SHOWN else ""
        remarks.append(f"Left out {len(left_out)} of the files: {shown}{more}.")
    if isinstance(pictures.images, StreamedImages):
        count, height, width, _ = pictures.images.shape
        remarks.append(
            f"{count} pictures of {width} x {height} pixels are too many for the memory: they are "
            "read from the disk for each epoch."
        )
    return tuple(remarks)
