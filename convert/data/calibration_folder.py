"""A folder of one's own pictures to calibrate with: what is in it, and what must not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_app.errors import PipelineError
from training.file_names import printable
from training.image_folder import scan_image_folder
from training.parts import ChosenImages, Split
from training.streaming import read_pictures

EXPECTED = "Expected a folder of pictures, or of one folder of pictures for each class"
FEW = 100
SHOWN = 3  # Of the files that cannot be read; there may be thousands.


@dataclass(frozen=True)
class PictureFolder:
    """The pictures of a folder, each once, and ``remarks`` for the user on those left out."""

    pictures: Split
    remarks: tuple[str, ...]


def read_calibration_folder(
    folder: Path, *, image_size: int, held_out: Sequence[bytes]
) -> PictureFolder:
    """Read ``folder/*`` or ``folder/CLASS/*``; of a data set with parts, its train part.

    Files that cannot be read and copies of others are left out. ``held_out`` are SHA-256 of files.
    The images are (``image_size``, ``image_size``) pixels; without classes, every label is 0.

    Raises PipelineError: no such folder, no pictures in it or in one of its classes, only one
    class, or pictures that are held out.
    """
    files, labels, class_names = _list_pictures(folder)
    read = read_pictures(files, size=image_size)
    once = {digest: place for place, digest in zip(read.places, read.digests, strict=True)}
    places = list(once.values())
    lost = sorted(set(range(len(class_names))) - {labels[place] for place in places})
    if lost or not places:
        what = f"the class {class_names[lost[0]]}" if lost else "it"
        raise PipelineError(
            f"{folder}: no file of {what} can be read as a picture{_first(files, read.unreadable)}."
        )
    _check_held_out(folder, [files[once[one]] for one in once if one in set(held_out)])
    split = Split(
        ChosenImages(read.images, places),
        np.array([labels[place] for place in places], np.int64),
        tuple(once),
        tuple(files[place] for place in places),
    )
    return PictureFolder(split, _remarks(folder, files, read.unreadable, len(places)))


def _list_pictures(folder: Path) -> tuple[list[Path], list[int], tuple[str, ...]]:
    """Files, the label of each, and the class names: none where the folder holds the pictures."""
    try:
        visible = sorted(one for one in folder.iterdir() if not one.name.startswith("."))
    except OSError as error:
        raise PipelineError(
            f"The calibration folder {folder} cannot be read: {error.strerror}. {EXPECTED}."
        ) from error
    files = [one for one in visible if not one.is_dir()]
    if len(files) == len(visible):
        if not files:
            raise PipelineError(f"The calibration folder {folder} is empty. {EXPECTED}.")
        return files, [0] * len(files), ()
    if files:
        raise PipelineError(
            f"The calibration folder {folder} holds both folders and files, such as "
            f"{printable(files[0].name)}. {EXPECTED}."
        )
    scanned = scan_image_folder(folder)
    names = scanned.class_names
    if len(names) == 1:
        raise PipelineError(
            f"The calibration folder {folder} holds pictures of one class only, {names[0]}: the "
            "ranges of the others would be cut off. Add the other classes, or give a folder that "
            "holds pictures of all kinds without class folders."
        )
    chosen = [one for one in scanned.files if one.part in ("train", None)]
    return [one.path for one in chosen], [one.label for one in chosen], names


def _check_held_out(folder: Path, held: list[Path]) -> None:
    if held:
        raise PipelineError(
            f"{folder}: {len(held)} of the pictures are among the validation or test images, by "
            f"which the result is judged, such as {printable(held[0].name)}. Take them out, or "
            "leave --calibration out: training images are then taken."
        )


def _remarks(
    folder: Path, files: list[Path], unreadable: dict[int, str], used: int
) -> tuple[str, ...]:
    remarks = []
    if unreadable:
        shown = [f"{printable(files[i].name)} ({why})" for i, why in unreadable.items()][:SHOWN]
        more = f"; and {len(unreadable) - SHOWN} more" if len(unreadable) > SHOWN else ""
        remarks.append(
            f"{printable(folder)}: left out {len(unreadable)} of the files: {'; '.join(shown)}"
            f"{more}."
        )
    if used < FEW:
        remarks.append(
            f"{printable(folder)} holds {used} different pictures. With fewer than {FEW}, int8 may "
            "lose accuracy that more pictures would save."
        )
    return tuple(remarks)


def _first(files: list[Path], unreadable: dict[int, str]) -> str:
    if not unreadable:
        return ""
    place, reason = next(iter(unreadable.items()))
    return f". The first that cannot is {printable(files[place].name)}: {reason}"
