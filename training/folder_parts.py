"""The parts of a folder of pictures, from the identities of its files: nothing is read here.

Training and ``inspect`` both ask here, so that they refuse the same folders.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.file_names import printable
from training.image_folder import ImageFolder
from training.splitting import TEST, TRAIN, VALIDATION, Percent, draw_parts, split_text

DEFAULT_SPLIT: Percent = (70, 15, 15)
PARTS = {"train": TRAIN, "val": VALIDATION, "test": TEST}
NOWHERE = -1


def choose_parts(
    folder: ImageFolder,
    digests: Mapping[int, bytes],
    unreadable: Mapping[int, str],
    *,
    seed: int,
    split: Percent | None = None,
) -> tuple[NDArray[np.int64], dict[str, str]]:
    """The part of each file that can be read, and what the record says of how parts were drawn.

    ``digests`` are the SHA-256 of the contents of those files, by their indices in ``folder``;
    ``unreadable`` the reasons for all others. The parts are int64 (n,), in the order of
    ``digests``: TRAIN, VALIDATION, TEST, or NOWHERE for a copy of a picture in another part.

    Raises PipelineError: a class or a part has nothing left, or too little to be drawn from.
    """
    _check_something_is_read(folder, digests, unreadable)
    if split is None and folder.files[0].part is None:
        split = DEFAULT_SPLIT
    if split is None:
        return _given_parts(folder, digests, seed=seed)
    parts = draw_parts(
        _labels(folder, digests),
        list(digests.values()),
        percent=split,
        seed=seed,
        class_names=folder.class_names,
    )
    return parts, {"split": split_text(split)}


def without_copies(given: NDArray[np.int64], digests: Sequence[bytes]) -> NDArray[np.int64]:
    """The ``given`` part of each record (n,), or NOWHERE for a copy of one in a later part."""
    highest: dict[bytes, int] = {}
    for digest, part in zip(digests, given.tolist(), strict=True):
        highest[digest] = max(part, highest.get(digest, part))
    return np.where(given == [highest[digest] for digest in digests], given, NOWHERE)


def name_in_folder(folder: ImageFolder, place: int) -> str:
    """The path in the data folder of its file at ``place``, as text that can be shown."""
    return printable(folder.files[place].path.relative_to(folder.root))


def _given_parts(
    folder: ImageFolder, digests: Mapping[int, bytes], *, seed: int
) -> tuple[NDArray[np.int64], dict[str, str]]:
    """The part of each file as its folder says, or NOWHERE; and how missing parts were drawn."""
    given = np.array([PARTS[str(folder.files[place].part)] for place in digests], np.int64)
    hashes, labels = list(digests.values()), _labels(folder, digests)
    parts = without_copies(given, hashes)
    _check_something_is_left(folder, labels, given, parts)
    missing = [part for part in (VALIDATION, TEST) if not (given == part).any()]
    if not missing:
        return parts, {}
    shares = [DEFAULT_SPLIT[part] if part in missing else 0 for part in (TRAIN, VALIDATION, TEST)]
    percent = (100 - sum(shares), shares[VALIDATION], shares[TEST])
    in_train = np.flatnonzero(parts == TRAIN)
    parts[in_train] = draw_parts(
        labels[in_train],
        [hashes[i] for i in in_train],
        percent=percent,
        seed=seed,
        class_names=folder.class_names,
    )
    return parts, {"split_of_train": split_text(percent)}


def _labels(folder: ImageFolder, digests: Mapping[int, bytes]) -> NDArray[np.int64]:
    return np.array([folder.files[place].label for place in digests], np.int64)


def _check_something_is_read(
    folder: ImageFolder, digests: Mapping[int, bytes], unreadable: Mapping[int, str]
) -> None:
    """Raises PipelineError: of a class, or of a part, no file at all can be read."""
    read = [folder.files[place] for place in digests]
    lost = {folder.class_names[file.label] for file in folder.files}
    lost -= {folder.class_names[file.label] for file in read}
    lost |= {file.part for file in folder.files if file.part} - {file.part for file in read}
    if lost:
        place, reason = next(iter(unreadable.items()))
        raise PipelineError(
            f"{folder.root}: no file of {', '.join(sorted(lost))} can be read as a picture. The "
            f"first that cannot is {name_in_folder(folder, place)}: {reason}."
        )


def _check_something_is_left(
    folder: ImageFolder,
    labels: NDArray[np.int64],
    given: NDArray[np.int64],
    parts: NDArray[np.int64],
) -> None:
    """Raises PipelineError: copies are all of val, or all of a class in train.

    Pictures of test are never left out for the sake of another part.
    """
    if (given == VALIDATION).any() and not (parts == VALIDATION).any():
        raise PipelineError(
            f"{folder.root}: every picture of val that can be read is in test too, where it stays, "
            "so that none is left to validate with. Put others in val, or delete val: training "
            "then draws it from train."
        )
    lost = set(range(len(folder.class_names))) - set(labels[parts == TRAIN].tolist())
    if lost:
        raise PipelineError(
            f"{folder.root}: every picture of {folder.class_names[min(lost)]} in train is in val "
            "or test too, or cannot be read. Add others."
        )
