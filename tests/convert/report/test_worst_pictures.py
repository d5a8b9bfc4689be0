import numpy as np
import pytest

from convert.proof.comparison import WorstImage
from convert.report.worst_pictures import SHOWN, worst_pictures
from training.data_address import image_address
from training.parts import Split


@pytest.mark.parametrize(("lost", "shown"), [(0, 0), (3, 3), (SHOWN + 2, SHOWN)])
def test_each_of_the_worst_comes_with_its_own_picture(lost: int, shown: int) -> None:
    images = np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 3), np.uint8)
    split = Split(images, np.zeros(20, np.int64), tuple(bytes([i]) for i in range(20)))
    worst = tuple(WorstImage(19 - i, 0, 0, 1, 0.9, 0.8) for i in range(lost))
    found = worst_pictures(split, worst)
    assert len(found) == shown
    for one, address in found:
        assert address == image_address(images[one.index])
