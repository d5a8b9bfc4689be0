"""How many pictures of nothing that a net knows it answers as if it were sure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import ClassThresholds, is_sure
from edge_app.errors import PipelineError
from training.confidence.coverage import PLAIN_THRESHOLD
from training.confidence.drawn_pictures import KINDS, DrawnPictures
from training.file_names import printable
from training.parts import ChosenImages, Images
from training.streaming import read_pictures

Ask = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
# By kind, the answers to its pictures: probabilities, float32 (n, classes).
UnknownAnswers = Mapping[str, NDArray[np.float32]]

# Sure of more of the pictures of nothing known than this share, and "sure" says little outside the
# classes.
OFTEN = 0.1


@dataclass(frozen=True)
class UnknownPictures:
    """Pictures by their kind, each square; ``left_out`` is the number of files that are none."""

    images: dict[str, Images]
    left_out: int = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to tell the user about the folder."""
        if not self.left_out:
            return ()
        return (
            f"{self.left_out} files of the unknown pictures cannot be read as pictures: left out.",
        )


@dataclass(frozen=True)
class Unknown:
    """Of ``count`` pictures of one ``kind``, how many are answered as sure.

    ``above_half`` is how many have a probability of PLAIN_THRESHOLD or more.
    """

    kind: str
    count: int
    answered_sure: int
    above_half: int

    def __add__(self, other: "Unknown") -> "Unknown":
        return Unknown(
            self.kind,
            self.count + other.count,
            self.answered_sure + other.answered_sure,
            self.above_half + other.above_half,
        )

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return asdict(self)


def unknown_pictures(*, size: int, folder: Path | None) -> UnknownPictures:
    """Drawn pictures of (``size``, ``size``) pixels, and those of ``folder`` or of folders in it.

    Raises PipelineError: the folder cannot be read, or holds no picture.
    """
    images: dict[str, Images] = {kind: DrawnPictures(kind, size=size) for kind in KINDS}
    if folder is None:
        return UnknownPictures(images)
    files = _files(folder)
    left_out = 0
    for kind, paths in files.items():
        read = read_pictures(paths, size=size)
        left_out += len(read.unreadable)
        if read.places:
            images[kind] = ChosenImages(read.images, read.places)
    if len(images.keys() & files.keys()) == 0:
        raise PipelineError(f"{folder} holds no file that can be read as a picture.")
    return UnknownPictures(images, left_out)


def ask_about(pictures: UnknownPictures, ask: Ask) -> dict[str, NDArray[np.float32]]:
    """The answers of ``ask``, from uint8 (n, size, size, 3) to probabilities (n, classes).

    Raises PipelineError: a picture can no longer be read.
    """
    return {kind: _answers(images, ask) for kind, images in pictures.images.items()}


def count_sure(answers: UnknownAnswers, thresholds: ClassThresholds) -> tuple[Unknown, ...]:
    """How many of the ``answers`` of each kind are sure by these ``thresholds``."""
    return tuple(
        Unknown(
            kind,
            len(given),
            int(is_sure(given, thresholds).sum()),
            int((given.max(axis=1) >= PLAIN_THRESHOLD).sum()),
        )
        for kind, given in answers.items()
    )


def totals(found: Iterable[Unknown]) -> tuple[Unknown, Unknown]:
    """The drawn kinds together, and the user's own together."""
    drawn, own = Unknown("drawn", 0, 0, 0), Unknown("own", 0, 0, 0)
    for one in found:
        drawn, own = (drawn + one, own) if one.kind in KINDS else (drawn, own + one)
    return drawn, own


def _answers(images: Images, ask: Ask) -> NDArray[np.float32]:
    from training.batches import evaluation_batch_size  # Slow: imports Keras.

    step = evaluation_batch_size(images.shape)
    parts = [ask(images[start : start + step]) for start in range(0, len(images), step)]
    return np.concatenate(parts)


def _files(folder: Path) -> dict[str, list[Path]]:
    """The files of a folder by kind: its own name for those in it, and those of its folders."""
    try:
        inside = [one.name for one in folder.iterdir()]
        files = sorted(one for one in folder.rglob("*") if not one.is_dir()) if inside else []
    except OSError as error:
        raise PipelineError(
            f"The folder {folder} cannot be read: {error.strerror}. Expected a folder of pictures "
            "of nothing that the model knows."
        ) from error
    kinds: dict[str, list[Path]] = {}
    for file in files:
        parts = file.relative_to(folder).parts
        if not any(part.startswith(".") for part in parts):
            kind = parts[0] if len(parts) > 1 else folder.resolve().name
            kinds.setdefault(f"pictures: {printable(kind)}", []).append(file)
    return kinds
