"""Model files damaged in many ways, and what comes of opening them."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError

SEED = 20261122
PICTURES = 20
BLOCK_BYTES = 4096
# Of 700: single bits turned over, blocks of zeros, and files that are cut off.
SHARES = {"bit": 500, "block": 100, "cut": 100}

Pictures = NDArray[np.uint8]
Answers = NDArray[np.float32]
Open = Callable[[Path], Callable[[Pictures], Answers]]


def damages(content: bytes, *, count: int) -> Iterator[tuple[str, bytes]]:
    """``count`` damaged copies with the kind of each, in the shares of SHARES."""
    source = random.Random(SEED)  # noqa: S311
    whole = sum(SHARES.values())
    for kind, share in SHARES.items():
        for _ in range(max(1, count * share // whole)):
            data = bytearray(content)
            place = source.randrange(len(data))
            if kind == "bit":
                data[place] ^= 1 << source.randrange(8)
            elif kind == "block":
                start = place - place % BLOCK_BYTES
                data[start : start + BLOCK_BYTES] = bytes(len(data[start : start + BLOCK_BYTES]))
            else:
                del data[place:]
            if data != content:
                yield kind, bytes(data)


def drawn_pictures(size: tuple[int, int]) -> list[Pictures]:
    """Pictures of blocks of colour, uint8 (height, width, 3), of the ``size`` (height, width)."""
    random_ = np.random.default_rng(SEED)
    blocks = random_.integers(0, 256, (PICTURES, 4, 4, 3), np.uint8)
    return [np.kron(one, np.ones((size[0] // 4, size[1] // 4, 1), np.uint8)) for one in blocks]


def outcome(path: Path, open_model: Open, pictures: list[Pictures], expected: Answers) -> str:
    """What comes of a damaged file: "refused", "same answers", "other answers", "another class".

    ``expected`` are the sound file's answers, float32 (pictures, classes). An interpreter may
    refuse with errors of its own.
    """
    try:
        ask = open_model(path)
        answers = np.stack([ask(picture) for picture in pictures])
    except (ModelFileError, ValueError, RuntimeError, OSError):
        return "refused"
    if not np.array_equal(answers.argmax(axis=1), expected.argmax(axis=1)):
        return "another class"
    return "same answers" if np.array_equal(answers, expected) else "other answers"
