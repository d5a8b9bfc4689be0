import base64
import io

import numpy as np
import pytest
from PIL import Image

from convert.proof.comparison import WorstImage
from convert.report.worst_pictures import SHOWN, data_address, worst_pictures
from training.parts import Split


def opened(address: str) -> np.ndarray:
    prefix, _, content = address.partition(",")
    assert prefix == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_a_small_picture_is_enlarged_by_a_whole_factor_without_smoothing() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (32, 32, 3), np.uint8)
    assert np.array_equal(opened(data_address(pixels)), pixels.repeat(5, axis=0).repeat(5, axis=1))


def test_a_large_picture_is_made_smaller() -> None:
    assert opened(data_address(np.zeros((1000, 500, 3), np.uint8))).shape == (320, 160, 3)


@pytest.mark.parametrize(("lost", "shown"), [(0, 0), (3, 3), (SHOWN + 2, SHOWN)])
def test_each_of_the_worst_comes_with_its_own_picture(lost: int, shown: int) -> None:
    images = np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 3), np.uint8)
    split = Split(images, np.zeros(20, np.int64), tuple(bytes([i]) for i in range(20)))
    worst = tuple(WorstImage(19 - i, 0, 0, 1, 0.9, 0.8) for i in range(lost))
    found = worst_pictures(split, worst)
    assert len(found) == shown
    for one, address in found:
        assert (opened(address) == one.index).all()
