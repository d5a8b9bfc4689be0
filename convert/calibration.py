"""The images by which the ranges of an int8 model are fitted."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.datasets import Split
from training.splitting import balanced_choice


@dataclass(frozen=True)
class Calibration:
    """Calibration images, uint8 (n, height, width, 3), RGB, and how they were chosen."""

    images: NDArray[np.uint8]
    seed: int
    hashes: tuple[bytes, ...]

    def summary(self) -> dict[str, object]:
        """Number, seed, and the digest over the sorted record hashes, ready for JSON."""
        digest = hashlib.sha256(b"".join(sorted(self.hashes))).hexdigest()
        return {
            "images": len(self.images),
            "seed": self.seed,
            "sha256_of_sorted_record_sha256": digest,
        }


def choose_calibration(train: Split, *, count: int, seed: int) -> Calibration:
    """Choose ``count`` training images, balanced over the classes, by a recorded ``seed``.

    The images contain the values 0 and 255. Where no chosen picture has one of them, one corner
    pixel of the first picture is painted with it: the range of the input must be exactly 0..255.

    Where there are fewer training images than ``count``, all are taken.

    Raises PipelineError: there are no training images at all.
    """
    if not len(train.labels):
        raise PipelineError("There are no training images to calibrate int8 with.")
    count = min(count, len(train.labels))
    chosen = train.take(balanced_choice(train, count=count, seed=seed, purpose="calibration"))
    images = chosen.images[:].copy()
    for corner, extreme in ((0, 0), (-1, 255)):
        if not (images == extreme).any():
            images[0, corner, corner] = extreme
    return Calibration(images, seed, chosen.hashes)
