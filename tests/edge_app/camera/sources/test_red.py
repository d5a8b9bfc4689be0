"""A red thing is red through every source: cameras and libraries swap red and blue."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.camera.opening import Wanted, open_source
from edge_app.camera.sources.usb import UsbCamera
from tests.edge_app.camera.sources import documented_picamera2
from tests.edge_app.camera.sources.mjpeg_server import mjpeg_server
from tests.edge_app.camera.sources.rtsp_camera import needs_gstreamer, rtsp_camera

SIZE = (96, 64)  # (width, height)
RED = np.zeros((64, 96, 3), np.uint8)
RED[..., 0] = 230


@contextmanager
def fake(_: Path, __: pytest.MonkeyPatch) -> Iterator[str]:
    yield "fake:red,1s"


@contextmanager
def folder(path: Path, _: pytest.MonkeyPatch) -> Iterator[str]:
    Image.fromarray(RED).save(path / "red.png")
    yield str(path)


@contextmanager
def picamera2(_: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    patch.setitem(sys.modules, "picamera2", documented_picamera2.module())
    yield "picamera2"


@contextmanager
def video(path: Path, _: pytest.MonkeyPatch) -> Iterator[str]:
    import cv2

    file = path / "red.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter_fourcc(*"MJPG"), 10, SIZE)
    for _ in range(3):
        writer.write(RED[..., ::-1].copy())
    writer.release()
    yield str(file)


@contextmanager
def http_stream(_: Path, __: pytest.MonkeyPatch) -> Iterator[str]:
    with mjpeg_server(RED) as address:
        yield address


@contextmanager
def rtsp(_: Path, __: pytest.MonkeyPatch) -> Iterator[str]:
    with rtsp_camera("hush") as address:
        yield address


@contextmanager
def usb(path: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    import cv2

    from tests.edge_app.camera.sources.documented_v4l2 import UsbCapture

    patch.setattr(cv2, "VideoCapture", UsbCapture)
    (path / "video0").touch()
    patch.setattr(UsbCamera.__init__, "__kwdefaults__", {"dev": path})
    yield "/dev/video0"


WITH_OPENCV = pytest.mark.workstation


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize(
    "source",
    [
        fake,
        folder,
        picamera2,
        *(pytest.param(one, marks=WITH_OPENCV) for one in (video, http_stream, usb)),
        pytest.param(rtsp, marks=[WITH_OPENCV, needs_gstreamer]),
    ],
    ids=lambda source: source.__name__,
)
def test_a_red_frame_is_red(
    source: object, rotate: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with source(tmp_path, monkeypatch) as address:  # type: ignore[operator]
        opened = open_source(address, Wanted(frame_size=SIZE, rotate=rotate))
        try:
            pixels, _ = opened.read()
        finally:
            opened.close()
    assert pixels.shape == ((64, 96, 3) if rotate == 0 else (96, 64, 3))
    assert pixels.dtype == np.uint8
    red, green, blue = pixels.mean(axis=(0, 1))
    assert red > 215
    assert max(green, blue) < 30
