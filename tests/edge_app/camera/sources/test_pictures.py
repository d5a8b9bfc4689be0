"""A folder of pictures as a camera."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.camera.opening import Wanted, open_source
from edge_app.camera.source import Source
from edge_app.errors import SourceEndedError, SourceError, TornFrameError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """2.png, 10.png and 3.png with these greys; and notes, which are no picture."""
    for grey in (2, 10, 3):
        Image.new("RGB", (64, 48), (grey,) * 3).save(tmp_path / f"{grey}.png")
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def greys(source: Source, count: int) -> list[int]:
    return [int(source.read()[0][0, 0, 0]) for _ in range(count)]


def test_pictures_come_by_name_again_and_again(folder: Path) -> None:
    assert greys(open_source(str(folder)), 7) == [10, 2, 3, 10, 2, 3, 10]


def test_what_comes_to_the_folder_is_shown_in_the_next_round(folder: Path) -> None:
    source = open_source(str(folder))
    assert greys(source, 2) == [10, 2]
    Image.new("RGB", (64, 48), (1, 1, 1)).save(folder / "1.png")
    (folder / "3.png").unlink()
    with pytest.raises(TornFrameError, match=r"3\.png: Cannot read the file"):
        source.read()
    assert greys(source, 3) == [1, 10, 2]


def test_they_are_shown_once_where_that_is_asked(folder: Path) -> None:
    source = open_source(str(folder), once=True)
    assert greys(source, 3) == [10, 2, 3]
    with pytest.raises(SourceEndedError):
        source.read()


def test_a_picture_that_cannot_be_read_is_one_torn_frame(folder: Path) -> None:
    (folder / "2.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    source = open_source(str(folder))
    source.read()
    with pytest.raises(TornFrameError, match=r"^2\.png: "):
        source.read()
    assert greys(source, 2) == [3, 10]


def test_the_rate_is_one_per_second_or_what_is_asked(folder: Path) -> None:
    source = open_source(str(folder))
    assert (source.frame_gap_s, source.is_live) == (1.0, False)
    assert source.description == f"folder {folder}, 3 pictures, 1 per second"
    assert open_source(str(folder), Wanted(frame_rate=0.1)).frame_gap_s == 10


def test_a_large_photo_is_decoded_no_larger_than_it_is_looked_at(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((1600, 2400, 3), np.uint8)).save(tmp_path / "photo.jpg")
    pixels, _ = open_source(str(tmp_path)).read()
    assert pixels.shape == (600, 900, 3) or pixels.shape == (800, 1200, 3)


def test_a_picture_above_the_limit_is_refused(folder: Path) -> None:
    source = open_source(str(folder), Wanted(max_pixels=100))
    with pytest.raises(TornFrameError, match="pixels"):
        source.read()


def test_a_folder_without_pictures_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds no pictures \(\.jpg, "):
        open_source(str(tmp_path))


def test_a_folder_that_empties_ends_with_a_reason(folder: Path) -> None:
    source = open_source(str(folder))
    source.read()
    for path in folder.glob("*.png"):
        path.unlink()
    for _ in range(2):
        with pytest.raises(TornFrameError):
            source.read()
    with pytest.raises(SourceError, match="holds no pictures"):
        source.read()
