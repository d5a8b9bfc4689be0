"""USB cameras, against a cv2.VideoCapture that behaves as OpenCV's does with one."""

from pathlib import Path
from typing import Any

import pytest

from edge_app.camera.sources.usb import UsbCamera
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError, TornFrameError

pytestmark = pytest.mark.workstation


@pytest.fixture
def plug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Plug a camera in: the class that is the device; changes are what it does."""
    import cv2

    from tests.edge_app.camera.sources.documented_v4l2 import UsbCapture

    def put(**changes: Any) -> type[UsbCapture]:
        device = type("Device", (UsbCapture,), {"released": 0, **changes})
        monkeypatch.setattr(cv2, "VideoCapture", device)
        (tmp_path / "video0").touch()
        return device

    return put


def camera(tmp_path: Path, **wanted: Any) -> UsbCamera:
    return UsbCamera(0, Wanted(**wanted), dev=tmp_path)


def test_it_says_what_it_is_and_is_let_go(plug, tmp_path: Path) -> None:
    device = plug()
    source = camera(tmp_path, frame_size=(320, 240)).open()
    assert source.description == f"camera {tmp_path}/video0, 320 x 240, 30 frames/s"
    assert (source.is_live, source.frame_gap_s) == (True, 0)
    source.close()
    assert device.released == 1


def test_a_camera_that_is_not_there_is_told_apart_from_one_in_use(plug, tmp_path: Path) -> None:
    assert not camera(tmp_path).is_there()
    with pytest.raises(SourceError, match=r"there is no .*video0\. Is it connected"):
        camera(tmp_path).open()
    plug(opens=False)
    assert camera(tmp_path).is_there()
    with pytest.raises(SourceError, match=r"another program using it\? `fuser .*video0`"):
        camera(tmp_path).open()


def test_a_device_that_gives_no_frame_is_no_camera(plug, tmp_path: Path) -> None:
    device = plug(frames=("none",))
    with pytest.raises(SourceError, match="opens, but no frame comes from it"):
        camera(tmp_path).open()
    assert device.released == 1


def test_a_damaged_first_frame_is_passed_over_and_a_later_one_is_told(plug, tmp_path: Path) -> None:
    plug(frames=("torn", "whole", "torn", "whole"))
    source = camera(tmp_path).open()
    with pytest.raises(TornFrameError):
        source.read()
    assert source.read()[0].shape == (480, 640, 3)


def test_a_camera_that_is_unplugged_is_an_error(plug, tmp_path: Path) -> None:
    plug(frames=("whole", "whole", "none"))
    source = camera(tmp_path).open()
    source.read()
    with pytest.raises(SourceError, match="Was it unplugged"):
        source.read()
