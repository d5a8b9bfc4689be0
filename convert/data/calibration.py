"""The images by which the ranges of an integer model are fitted: training images, or one's own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.data.calibration_folder import read_calibration_folder
from edge_app.errors import PipelineError
from training.datasets import Split
from training.file_names import printable
from training.splitting import balanced_choice

TRAINING = "training images"


@dataclass(frozen=True)
class Calibration:
    """Calibration images, uint8 (n, height, width, 3), RGB, and how they were chosen.

    ``hashes`` are the SHA-256 of their records or files, in the order of the images; ``source`` is
    TRAINING, or the name of a folder; ``painted`` are those of the values 0 and 255 that no picture
    had; ``remarks`` are lines for the user.
    """

    images: NDArray[np.uint8]
    seed: int
    hashes: tuple[bytes, ...]
    source: str = TRAINING
    painted: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        """How they were chosen, the digest over the sorted hashes, and each; ready for JSON."""
        ordered = sorted(self.hashes)
        return {
            "images": len(self.images),
            "seed": self.seed,
            "source": self.source,
            "painted_values": list(self.painted),
            "sha256_of_sorted_record_sha256": hashlib.sha256(b"".join(ordered)).hexdigest(),
            "record_sha256": [digest.hex() for digest in ordered],
        }


def choose_calibration(train: Split, *, count: int, seed: int) -> Calibration:
    """Choose ``count`` training images, balanced over the classes, by a recorded ``seed``.

    The images contain the values 0 and 255, for the range of the input must be exactly 0..255:
    where no chosen picture has one of them, ``with_extreme`` paints it.

    Where there are fewer training images than ``count``, all are taken. With the same seed, a
    larger ``count`` gives the images of a smaller one, in the same order, and more.

    Raises PipelineError: there are no training images, or one can no longer be read.
    """
    if not len(train.labels):
        raise PipelineError("There are no training images to calibrate int8 with.")
    return _chosen(train, count=count, seed=seed)


def calibration_from_folder(
    folder: Path, *, image_size: int, count: int, seed: int, held_out: Sequence[bytes]
) -> Calibration:
    """Choose ``count`` pictures of a ``folder``, as ``choose_calibration`` does of training images.

    They lie in the folder, or in a folder for each class, which are then balanced. ``held_out`` are
    the SHA-256 of the files by which the result is judged: none of them may calibrate it. A copy
    that was encoded anew is not recognized.

    Raises PipelineError: no such folder, no pictures in it or in one of its classes, only one
    class, or pictures that are held out.
    """
    found = read_calibration_folder(folder, image_size=image_size, held_out=held_out)
    source = printable(folder.resolve().name)
    return _chosen(found.pictures, count=count, seed=seed, source=source, remarks=found.remarks)


def with_extreme(images: NDArray[np.uint8], extreme: int) -> NDArray[np.uint8]:
    """A copy of ``images`` that contains the value ``extreme``, 0 or 255.

    The one value of all that is nearest to it is changed to it, and nothing else: no other change
    disturbs the ranges of the layers behind the input less.
    """
    copy: NDArray[np.uint8] = images.copy()
    nearest = images.argmin() if extreme == 0 else images.argmax()
    copy.reshape(-1)[nearest] = extreme
    return copy


def _chosen(
    split: Split, *, count: int, seed: int, source: str = TRAINING, remarks: tuple[str, ...] = ()
) -> Calibration:
    count = min(count, len(split.labels))
    chosen = split.take(balanced_choice(split, count=count, seed=seed, purpose="calibration"))
    images = np.asarray(chosen.images[:])
    painted = tuple(extreme for extreme in (0, 255) if not (images == extreme).any())
    for extreme in painted:
        images = with_extreme(images, extreme)
    return Calibration(images, seed, chosen.hashes, source, painted, remarks)
