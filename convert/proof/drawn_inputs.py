"""Inputs that no camera gives: plain colours, patterns and noise, drawn by a seed."""

import numpy as np
from numpy.typing import NDArray

PLAIN = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "yellow": (255, 255, 0),
}
CHECKERBOARD_PX = (1, 2, 4, 8)
# (low, high) of uniform noise, and the side in pixels of its squares of one colour.
NOISE = {
    "noise": (0, 256, 1),
    "dark noise": (0, 64, 1),
    "bright noise": (192, 256, 1),
    "coarse noise": (0, 256, 4),
    "coarser noise": (0, 256, 8),
}
DRAWS = 8


def drawn_inputs(*, height: int, width: int, seed: int) -> dict[str, NDArray[np.uint8]]:
    """Images, uint8 (height, width, 3), RGB, 0..255, by their kind and number.

    Nine plain colours, four checkerboards, a ramp along each side, and DRAWS images of each kind
    of noise, the last of which has the values 0 and 255 only.
    """
    random = np.random.default_rng(seed)
    shape = (height, width, 3)
    images = {name: np.full(shape, colour, np.uint8) for name, colour in PLAIN.items()}
    rows, columns = np.mgrid[:height, :width]
    for side in CHECKERBOARD_PX:
        board = 255 * ((rows // side + columns // side) % 2)
        images[f"checkerboard of {side} px"] = _grey(board)
    images["ramp from top to bottom"] = _grey(255 * rows // max(1, height - 1))
    images["ramp from left to right"] = _grey(255 * columns // max(1, width - 1))
    for kind, (low, high, side) in NOISE.items():
        for i in range(DRAWS):
            squares = random.integers(low, high, (-(-height // side), -(-width // side), 3))
            noise = squares.repeat(side, axis=0).repeat(side, axis=1)[:height, :width]
            images[f"{kind} {i + 1}"] = noise.astype(np.uint8)
    for i in range(DRAWS):
        images[f"black and white noise {i + 1}"] = (255 * random.integers(0, 2, shape)).astype(
            np.uint8
        )
    return images


def _grey(values: NDArray[np.int64]) -> NDArray[np.uint8]:
    return np.repeat(values[:, :, np.newaxis], 3, axis=2).astype(np.uint8)
