"""Frames are turned and mirrored once, where they come in."""

import numpy as np
import pytest

from edge_app.camera.upright import FLIPS, ROTATIONS, upright

# One colour for each corner: 1 2
#                             3 4
CORNERS = np.repeat(np.array([[1, 2], [3, 4]], np.uint8)[..., None], 3, axis=2)


def corners(pixels: np.ndarray) -> list[list[int]]:
    return pixels[..., 0].tolist()


@pytest.mark.parametrize(
    ("rotate", "expected"),
    [
        (0, [[1, 2], [3, 4]]),
        (90, [[3, 1], [4, 2]]),
        (180, [[4, 3], [2, 1]]),
        (270, [[2, 4], [1, 3]]),
    ],
)
def test_a_picture_is_turned_clockwise(rotate: int, expected: list[list[int]]) -> None:
    assert corners(upright(CORNERS, rotate=rotate, flip="none")) == expected


@pytest.mark.parametrize(
    ("flip", "expected"),
    [
        ("none", [[1, 2], [3, 4]]),
        ("horizontal", [[2, 1], [4, 3]]),
        ("vertical", [[3, 4], [1, 2]]),
        ("both", [[4, 3], [2, 1]]),
    ],
)
def test_a_picture_is_mirrored(flip: str, expected: list[list[int]]) -> None:
    assert corners(upright(CORNERS, rotate=0, flip=flip)) == expected


def test_it_is_mirrored_after_it_was_turned() -> None:
    assert corners(upright(CORNERS, rotate=90, flip="horizontal")) == [[1, 3], [2, 4]]


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("flip", FLIPS)
def test_the_result_is_whole_in_memory_and_as_large_as_it_must_be(rotate: int, flip: str) -> None:
    turned = upright(np.zeros((48, 64, 3), np.uint8), rotate=rotate, flip=flip)
    assert turned.shape == ((48, 64, 3) if rotate in (0, 180) else (64, 48, 3))
    assert turned.flags.c_contiguous
