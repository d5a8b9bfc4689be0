import numpy as np
import pytest
from PIL import Image

from benchmarks.arm64.pictures import draw_pictures, find_pictures
from edge_app.errors import PipelineError
from edge_app.images import decode_image


def test_the_drawn_pictures_are_the_same_every_time(tmp_path):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    first, second = (draw_pictures(folder) for folder in folders)

    assert [path.name for path in first] == [path.name for path in second]
    assert len({path.read_bytes() for path in first}) == len(first)
    assert {path.suffix for path in first} == {".jpg", ".png"}
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


def test_among_them_one_is_to_be_turned_and_two_are_transparent(tmp_path):
    pictures = draw_pictures(tmp_path)
    upright = [decode_image(path.read_bytes()) for path in pictures]
    plain = [np.asarray(Image.open(path).convert("RGB")) for path in pictures]

    turned = [a.shape != b.shape for a, b in zip(upright, plain, strict=True)]
    assert [path.name for path, yes in zip(pictures, turned, strict=True) if yes] == ["04.jpg"]
    on_white = [
        path.name
        for path, a, b in zip(pictures, upright, plain, strict=True)
        if a.shape == b.shape and not np.array_equal(a, b)
    ]
    assert on_white == ["01.png", "02.png"]


def test_a_folder_stands_for_its_pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("b.png", "a.JPG", "notes.txt"):
        (folder / name).touch()
    named = tmp_path / "c.bin"
    named.touch()

    assert find_pictures([named, folder]) == [named, folder / "a.JPG", folder / "b.png"]


def test_what_is_no_picture_is_refused_by_name(tmp_path):
    for path in (tmp_path, tmp_path / "absent.png"):
        with pytest.raises(PipelineError, match=f"{path.name}: no picture is there"):
            find_pictures([path])
