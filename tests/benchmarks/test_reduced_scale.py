"""What a reduced scale changes in the answers: measured on drawn photos."""

import numpy as np
import pytest
from PIL import Image

from benchmarks import reduced_scale
from benchmarks.http_load.pictures import photo_like
from benchmarks.reduced_scale import compare, cost, jpeg, main, read_photos
from edge_app import Classifier


@pytest.fixture(scope="module")
def classifier():
    return Classifier()


@pytest.fixture
def folder(tmp_path):
    for number in range(3):
        photo_like((90, 120), seed=number).save(tmp_path / f"{number}.jpg")
    return tmp_path


def test_a_coarser_scale_changes_an_answer_more(classifier):
    photos = [photo_like((160, 200), seed=seed) for seed in range(6)]
    mean = [
        np.mean([compare(classifier, one, scale=2, factor=k).probability for one in photos])
        for k in (1, 6)
    ]
    assert mean[0] > 3 * mean[1] > 0


def test_the_size_is_that_of_which_the_scale_gives_the_factor(classifier, monkeypatch):
    shapes = []
    real = reduced_scale.decode_image

    def record(data, at_least=None):
        pixels = real(data, at_least=at_least)
        shapes.append(pixels.shape[:2])
        return pixels

    monkeypatch.setattr(reduced_scale, "decode_image", record)
    compare(classifier, photo_like((90, 120), seed=1), scale=4, factor=2)
    assert shapes == [(4 * 64, 4 * 86 - 3), (64, 86)]


def test_the_same_answer_is_no_difference(classifier):
    flat = Image.new("RGB", (64, 64), (90, 90, 90))
    difference = compare(classifier, flat, scale=8, factor=1)
    assert (difference.same_label, difference.probability) == (True, 0.0)


def test_a_reduced_picture_takes_less_memory():
    data = jpeg(photo_like((1200, 1600), seed=1))
    whole, reduced = reduced_scale._apart([(data, (32, 32), None), (data, (32, 32), (150, 200))])
    assert reduced.peak_bytes < whole.peak_bytes / 3
    assert 0 < cost(data, (32, 32), None).cpu_ms < 60_000


def test_so_many_photos_are_chosen_evenly(folder):
    assert [path.name for path in read_photos(folder, most=2)] == ["0.jpg", "2.jpg"]
    assert len(read_photos(folder, most=9)) == 3


def test_the_command_prints_a_row_for_each_scale_and_factor(folder, capsys, monkeypatch):
    monkeypatch.setattr(reduced_scale, "PHOTO_SIZE", (300, 400))
    assert main([str(folder), "--scales", "2", "4", "--most", "2"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| 1/")]
    assert [row.split(" | ")[:2] for row in rows] == [
        [f"| 1/{scale}", str(factor)] for scale in (2, 4) for factor in (1, 2, 4, 6, 8)
    ]
    assert all(" of 2 | " in row for row in rows)


def test_a_folder_without_photos_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert "error: There is no .jpg file in" in capsys.readouterr().err
