"""auto: the first camera that works, and why it is that one."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_app.camera.sources.automatic import Automatic
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError
from tests.edge_app.camera.sources.documented_picamera2 import module


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Automatic]:
    """A machine whose kernel shows these capture devices, by number."""

    def with_devices(**names: str) -> Automatic:
        for device, name in names.items():
            about = tmp_path / "class/video4linux" / device
            about.mkdir(parents=True)
            (about / "name").write_text(name)
            (tmp_path / device).touch()
        return Automatic(Wanted(read_limit_s=0.1), dev=tmp_path, sysfs=tmp_path)

    return with_devices


@pytest.fixture
def pi_camera(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def put(**changes: Any) -> None:
        made = module(**changes)
        made.__spec__ = object()  # type: ignore[assignment]  # find_spec asks for it.
        monkeypatch.setitem(sys.modules, "picamera2", made)

    return put


def test_without_any_camera_it_says_what_was_tried_and_that_there_is_a_fake_one(machine) -> None:
    automatic = machine()
    assert not automatic.is_there()
    with pytest.raises(
        SourceError, match=r"picamera2 is not installed; no USB .* without one: fake"
    ):
        automatic.open()


def test_a_camera_module_goes_first(machine, pi_camera) -> None:
    pi_camera()
    source = machine(video0="HD Webcam").open()
    assert source.description == "camera module 0 (imx708), 640 x 480, chosen as the first"
    assert source.read()[0].shape == (480, 640, 3)
    source.close()


@pytest.mark.workstation
def test_else_the_first_usb_camera_that_works_with_the_reasons(
    machine, pi_camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    import cv2

    from tests.edge_app.camera.sources.documented_v4l2 import UsbCapture

    class Second(UsbCapture):
        """Of two, the first is in use."""

        def __init__(self, number: int, backend: int) -> None:
            super().__init__(0, backend)
            self.opens = number == 4

    monkeypatch.setattr(cv2, "VideoCapture", Second)
    pi_camera(cameras=())
    source = machine(
        video0="unicam-image", video2="HD Webcam", video4="C920", video10="bcm2835-codec-decode"
    ).open()
    words = source.description
    assert "video4, 640 x 480, 30 frames/s, chosen as the first that works: picamera2: " in words
    assert "/dev/video2: Cannot open camera 2. Is another program using it?" in words
    assert "video0" not in words
    assert "video10" not in words
    source.close()
