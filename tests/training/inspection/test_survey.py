"""Every picture is measured, in order, whatever is wrong with some of them."""

import threading
import time
import warnings

import numpy as np
from PIL import Image

from training.inspection.pictures import Collection, Picture
from training.inspection.survey import measure_all, take_survey
from training.streaming import THREADS


def test_pictures_keep_their_order_and_bad_ones_are_kept_apart(tmp_path):
    pixels = [np.full((4, 4, 3), i % 256, np.uint8) for i in range(1200)]
    pictures = [Picture(str(i), i % 2, "train", array) for i, array in enumerate(pixels)]
    pictures[700] = Picture("700", 0, "train", tmp_path / "missing.png")
    survey = take_survey(Collection(("a", "b"), tuple(pictures), from_files=True))
    names = [int(one.picture.name) for one in survey.readable]
    assert names == [i for i in range(1200) if i != 700]
    assert [one.picture.name for one in survey.unreadable] == ["700"]
    assert survey.counts("train") == (599, 600)
    assert survey.counts("val") == (0, 0)


def test_what_pillow_warns_of_is_not_shown(tmp_path):
    path = tmp_path / "cut-exif.jpg"
    cut = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01"
    Image.new("RGB", (8, 8)).save(path, exif=cut)
    picture = Picture("cut-exif.jpg", 0, None, path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        survey = take_survey(Collection(("a",), (picture,), from_files=True))
    assert caught == []
    assert survey.readable[0].header.orientation == 1


def test_few_threads_read_and_once_left_no_other_picture_is_begun():
    begun = []

    class Slow(np.ndarray):
        def tobytes(self, *arguments) -> bytes:
            begun.append(threading.get_ident())
            time.sleep(0.01)
            return super().tobytes(*arguments)

    pictures = [
        Picture(str(i), 0, None, np.zeros((32, 32, 3), np.uint8).view(Slow)) for i in range(300)
    ]
    measured = measure_all(Collection(("a",), tuple(pictures), from_files=True))
    next(measured)
    measured.close()
    assert len(begun) < 100
    assert len(set(begun)) <= THREADS
