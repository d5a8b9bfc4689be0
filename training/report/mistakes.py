"""Which answers are wrong: the surest of them, and the classes that are taken for each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.file_names import printable
from training.parts import Split

SHOWN_MISTAKES = 24
SHOWN_PAIRS = 10


@dataclass(frozen=True)
class Mistake:
    """A wrong answer: the place and the name of its image, the classes, and the confidence."""

    index: int
    image: str
    label: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class ConfusedPair:
    """Two classes, of the earlier place first, and how many images of each got the other's name."""

    first: int
    second: int
    first_as_second: int
    second_as_first: int

    @property
    def count(self) -> int:
        return self.first_as_second + self.second_as_first


def surest_mistakes(probabilities: NDArray[np.float32], split: Split) -> tuple[Mistake, ...]:
    """The wrong ones of the answers (n, classes), the surest first; at most SHOWN_MISTAKES."""
    predicted, surest = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != split.labels)
    order = wrong[np.argsort(-surest[wrong], kind="stable")][:SHOWN_MISTAKES]
    return tuple(
        Mistake(i, image_name(split, i), int(split.labels[i]), int(predicted[i]), float(surest[i]))
        for i in order.tolist()
    )


def confused_pairs(confusion: NDArray[np.int64]) -> tuple[ConfusedPair, ...]:
    """The pairs of classes that ``confusion`` (classes, classes) mixes up, the worst first.

    Rows are the true classes. At most SHOWN_PAIRS.
    """
    mixed_up = np.argwhere(np.triu(confusion + confusion.T, 1))
    pairs = [
        ConfusedPair(i, j, int(confusion[i, j]), int(confusion[j, i])) for i, j in mixed_up.tolist()
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.count)[:SHOWN_PAIRS])


def image_name(split: Split, index: int) -> str:
    """The end of the path of a picture file, from the data folder or its part on.

    A record of an archive has no name: it is known by the SHA-256 of its bytes, in hexadecimal.
    """
    if split.files:
        return printable("/".join(split.files[index].parts[-3:]))
    return split.hashes[index].hex()
