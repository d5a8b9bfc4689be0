"""Real video files through OpenCV."""

import itertools
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from edge_app.camera.opening import Wanted, open_source
from edge_app.camera.source import Source
from edge_app.errors import SourceEndedError, SourceError

pytestmark = pytest.mark.workstation

SIZE = (96, 64)  # (width, height)
GREYS = (40, 120, 200)


def write(path: Path, shades: Iterable[int]) -> None:
    import cv2

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, SIZE)
    for grey in shades:
        writer.write(np.full((*SIZE[::-1], 3), grey, np.uint8))
    writer.release()


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Three frames, dark to bright, at 10 per second."""
    path = tmp_path / "grey.avi"
    write(path, GREYS)
    return path


def greys(source: Source, count: int) -> list[float]:
    return [float(source.read()[0].mean()) for _ in range(count)]


def test_it_is_played_again_and_again_in_order(video: Path) -> None:
    source = open_source(str(video))
    expected = list(itertools.islice(itertools.cycle(GREYS), 8))
    assert greys(source, 8) == pytest.approx(expected, abs=5)
    source.close()


def test_it_is_played_once_where_that_is_asked(video: Path) -> None:
    source = open_source(str(video), once=True)
    assert greys(source, 3) == pytest.approx(GREYS, abs=5)
    with pytest.raises(SourceEndedError, match=r"The end of video .*grey\.avi"):
        source.read()
    source.close()


def test_its_rate_is_its_own_or_what_is_asked(video: Path) -> None:
    source = open_source(str(video))
    assert (source.is_live, source.frame_gap_s) == (False, 0.1)
    assert source.description == f"video {video}, 96 x 64, 10 frames/s"
    faster = open_source(str(video), Wanted(frame_rate=50))
    assert faster.frame_gap_s == 0.02
    assert faster.description.endswith("50 frames/s")


def test_a_file_that_is_no_video_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no video at all")
    with pytest.raises(SourceError, match=r"Cannot open video .*notes\.mp4\. Expected"):
        open_source(str(path))


def test_a_video_that_is_cut_off_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "50%d.avi"
    write(path, range(0, 200, 10))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    source = open_source(str(path))
    seen = greys(source, 30)
    assert seen.count(pytest.approx(0, abs=5)) >= 2
    assert max(seen) < 180


def test_a_file_that_goes_while_it_is_played_is_an_error(video: Path) -> None:
    source = open_source(str(video))
    greys(source, 3)
    video.unlink()
    with pytest.raises(SourceError, match="Cannot open video"):
        source.read()
