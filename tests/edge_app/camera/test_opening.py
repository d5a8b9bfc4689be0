"""From an address to a source."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from edge_app.camera.opening import Wanted, open_source, opener, wanted_of
from edge_app.errors import SourceError
from edge_app.settings import Settings


@pytest.mark.parametrize("address", ["", "tiger", "1000", "picamera2:x", "autos", "-1", "fakes"])
def test_a_word_that_is_no_address_is_refused_at_once_with_what_there_is(address: str) -> None:
    with pytest.raises(SourceError, match=r"No source .* Expected auto, a camera such as 0"):
        opener(address, Wanted())


def test_a_script_that_is_wrong_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="has no step 'tiger,3s'"):
        opener("fake:tiger,3s", Wanted())


def test_a_path_that_is_not_there_yet_may_come(tmp_path: Path) -> None:
    open_it = opener(str(tmp_path / "stick"), Wanted())
    assert not open_it.is_there()
    with pytest.raises(SourceError, match=r"There is no .*stick'\. Expected a video file or"):
        open_it()
    (tmp_path / "stick").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "stick/a.png")
    assert open_it.is_there()
    open_it().close()


@pytest.mark.parametrize("address", ["/" + "a" * 5000, "/a\0b"])
def test_a_name_that_no_file_can_have_is_not_there(address: str) -> None:
    open_it = opener(address, Wanted())
    assert not open_it.is_there()
    with pytest.raises(SourceError, match="There is no") as caught:
        open_it()
    assert len(str(caught.value)) < 300


@pytest.mark.workstation
def test_without_opencv_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    (tmp_path / "a.mp4").touch()
    for address in ("rtsp://127.0.0.1:1/", str(tmp_path / "a.mp4")):
        with pytest.raises(SourceError, match=r"need OpenCV.*pip install opencv-python-headless"):
            open_source(address)


def test_the_fake_camera_and_folders_need_no_opencv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    for address in ("fake", str(tmp_path)):
        open_source(address, Wanted(frame_size=(64, 48))).read()


def test_a_fake_camera_is_one_device_however_often_it_is_opened() -> None:
    open_it = opener("fake:red,1;vanish,60s", Wanted(frame_size=(8, 8)))
    source = open_it()
    source.read()
    with pytest.raises(SourceError, match="gone"):
        source.read()
    assert not open_it.is_there()
    with pytest.raises(SourceError, match="not there"):
        open_it()


def test_the_settings_say_what_is_wanted() -> None:
    settings = Settings(
        frame_size=(320, 240), frame_rate=5.0, rotate="90", flip="both", stall_limit=2.0
    )
    wanted = wanted_of(settings)
    assert (wanted.frame_size, wanted.frame_rate) == ((320, 240), 5.0)
    assert (wanted.rotate, wanted.flip, wanted.read_limit_s) == (90, "both", 2.0)
    source = opener("fake", wanted)()
    assert source.read()[0].shape == (320, 240, 3)
    assert source.description == "fake camera, 320 x 240, 5 frames/s"
    assert (source.is_live, source.frame_gap_s) == (True, 0.2)
    source.close()
