"""A folder of pictures as a data set: read, left out where it must be, and drawn in parts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.image_folder import ImageFolder, check_trainable, scan_image_folder
from training.parts import ChosenImages, Dataset, LeftOut, Split
from training.splitting import TEST, TRAIN, VALIDATION, Percent, draw_parts, split_text
from training.streaming import MEMORY_BYTES, Pictures, StreamedImages, read_pictures

DEFAULT_SPLIT: Percent = (70, 15, 15)
PARTS = {"train": TRAIN, "val": VALIDATION, "test": TEST}
NOWHERE = -1
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

    Raises PipelineError: no such layout, or too few pictures of a class.
    """
    folder = scan_image_folder(root)
    check_trainable(folder)
    pictures = read_pictures(
        [file.path for file in folder.files], size=image_size, memory_bytes=memory_bytes
    )
    _check_each_part_is_left(folder, pictures)
    labels = np.array([folder.files[place].label for place in pictures.places], np.int64)
    if split is None and folder.files[0].part is None:
        split = DEFAULT_SPLIT
    if split:
        parts = draw_parts(
            labels, pictures.digests, percent=split, seed=seed, class_names=folder.class_names
        )
        drawn = {"split": split_text(split)}
    else:
        parts, drawn = _given_parts(folder, pictures, labels, seed=seed)
    left_out = _left_out(folder, pictures, parts)
    train, validation, test = (
        _part(pictures, labels, np.flatnonzero(parts == part)) for part in (TRAIN, VALIDATION, TEST)
    )
    return Dataset(
        name=shown(root.resolve().name),
        class_names=folder.class_names,
        train=train,
        validation=validation,
        test=test,
        drawn=drawn,
        left_out=left_out,
        remarks=_remarks(left_out, pictures),
    )


def _given_parts(
    folder: ImageFolder, pictures: Pictures, labels: NDArray[np.int64], *, seed: int
) -> tuple[NDArray[np.int64], dict[str, str]]:
    """The part of each picture as its folder says, or NOWHERE; and how missing parts were drawn.

    Raises PipelineError: a class has too few pictures in train.
    """
    given = np.array([PARTS[str(folder.files[place].part)] for place in pictures.places], np.int64)
    parts = without_copies(given, pictures.digests)
    in_train = np.flatnonzero(parts == TRAIN)
    lost = set(range(len(folder.class_names))) - set(labels[in_train].tolist())
    if lost:
        raise PipelineError(
            f"{folder.root}: every picture of {folder.class_names[min(lost)]} in train is in val "
            "or test too, or cannot be read. Add others."
        )
    missing = [part for part in (VALIDATION, TEST) if not (given == part).any()]
    if not missing:
        return parts, {}
    shares = [DEFAULT_SPLIT[part] if part in missing else 0 for part in (TRAIN, VALIDATION, TEST)]
    percent = (100 - sum(shares), shares[VALIDATION], shares[TEST])
    parts[in_train] = draw_parts(
        labels[in_train],
        [pictures.digests[i] for i in in_train],
        percent=percent,
        seed=seed,
        class_names=folder.class_names,
    )
    return parts, {"split_of_train": split_text(percent)}


def without_copies(given: NDArray[np.int64], digests: Sequence[bytes]) -> NDArray[np.int64]:
    """The ``given`` part of each record (n,), or NOWHERE for a copy of one in a later part."""
    highest: dict[bytes, int] = {}
    for digest, part in zip(digests, given.tolist(), strict=True):
        highest[digest] = max(part, highest.get(digest, part))
    return np.where(given == [highest[digest] for digest in digests], given, NOWHERE)


def _check_each_part_is_left(folder: ImageFolder, pictures: Pictures) -> None:
    """Raises PipelineError: of a class, or of a part, no file at all can be read."""
    read = [folder.files[place] for place in pictures.places]
    lost = {folder.class_names[file.label] for file in folder.files}
    lost -= {folder.class_names[file.label] for file in read}
    lost |= {file.part for file in folder.files if file.part} - {file.part for file in read}
    if lost:
        place, reason = next(iter(pictures.unreadable.items()))
        raise PipelineError(
            f"{folder.root}: no file of {', '.join(sorted(lost))} can be read as a picture. The "
            f"first that cannot is {_name(folder, place)}: {reason}."
        )


def _left_out(
    folder: ImageFolder, pictures: Pictures, parts: NDArray[np.int64]
) -> tuple[LeftOut, ...]:
    reasons = dict(pictures.unreadable)
    for place, part in zip(pictures.places, parts.tolist(), strict=True):
        if part == NOWHERE:
            reasons[place] = "The same file is in another part"
    return tuple(LeftOut(_name(folder, place), reasons[place]) for place in sorted(reasons))


def _name(folder: ImageFolder, place: int) -> str:
    """The path in the data folder of its file at ``place``."""
    return shown(str(folder.files[place].path.relative_to(folder.root)))


def shown(name: str) -> str:
    """The name of a file as text that a terminal and JSON take, whatever its bytes are."""
    return name if name.isprintable() else ascii(name)


def _part(pictures: Pictures, labels: NDArray[np.int64], members: NDArray[np.int64]) -> Split:
    """The records at ``members``, sorted by their hashes: the names of files change nothing."""
    members = np.array(sorted(members, key=lambda i: (pictures.digests[i], labels[i])), np.int64)
    images = ChosenImages(pictures.images, (pictures.places[i] for i in members))
    return Split(images, labels[members], tuple(pictures.digests[i] for i in members))


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
