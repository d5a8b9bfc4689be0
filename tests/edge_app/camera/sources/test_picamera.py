"""A Raspberry Pi's camera module, against a module that behaves as picamera2's manual says."""

import sys
from types import ModuleType

import pytest

from edge_app.camera.opening import Wanted, open_source
from edge_app.camera.source import Source
from edge_app.errors import SourceError
from tests.edge_app.camera.sources.documented_picamera2 import USB_CAMERA, module


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch):
    """Put a module picamera2 in place whose camera has these changes."""

    def put(**changes: object) -> ModuleType:
        made = module(**changes)
        monkeypatch.setitem(sys.modules, "picamera2", made)
        return made

    return put


def opened(address: str = "picamera2", **wanted: object) -> Source:
    return open_source(address, Wanted(**wanted))  # type: ignore[arg-type]


def test_it_is_opened_at_the_usual_size_and_says_what_it_is(install) -> None:
    install()
    source = opened()
    assert source.read()[0].shape == (480, 640, 3)
    assert source.description == "camera module 0 (imx708), 640 x 480"
    assert source.is_live
    assert source.frame_gap_s == 0


def test_size_and_rate_are_asked_for(install) -> None:
    install()
    source = opened(frame_size=(321, 241), frame_rate=10.0)
    assert source.read()[0].shape == (240, 320, 3)  # picamera2 takes no odd sides.
    assert source._camera.configuration["controls"] == {"FrameDurationLimits": (100000, 100000)}


def test_it_is_let_go_and_may_be_opened_again(install) -> None:
    install()
    source = opened()
    with pytest.raises(SourceError, match=r"does not open: .* In use"):
        opened()
    source.close()
    opened().close()


def test_a_camera_that_stands_still_is_not_waited_for_without_end(install) -> None:
    install(scene=None)
    source = opened(read_limit_s=0.02)
    with pytest.raises(SourceError, match=r"No frame came from camera module 0 .* for 0\.02 s"):
        source.read()


def test_usb_cameras_are_no_camera_modules(install) -> None:
    install(cameras=(USB_CAMERA,))
    with pytest.raises(SourceError, match="No camera module 0: libcamera finds none"):
        opened()


def test_a_number_that_there_is_not_is_named_with_what_there_is(install) -> None:
    install()
    with pytest.raises(SourceError, match="No camera module 1: libcamera finds imx708"):
        opened("picamera2:1")


@pytest.mark.parametrize("error", [RuntimeError("broken pipe"), ValueError("numpy.dtype size")])
def test_errors_of_the_library_are_one_message(install, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    install(configure=fail)
    with pytest.raises(SourceError, match=f"does not start: {error}"):
        opened()
    install(configure=lambda *_: None, capture_array=fail)
    with pytest.raises(SourceError, match=str(error)):
        opened().read()
    install(global_camera_info=fail)
    with pytest.raises(SourceError, match=f"libcamera does not list its cameras: {error}"):
        opened()


def test_a_camera_that_does_not_start_is_let_go(install) -> None:
    made = install(create_video_configuration=None)
    with pytest.raises(SourceError, match="does not start"):
        opened()
    assert made.Picamera2.open_cameras == set()


def test_without_the_module_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(SourceError, match=r"picamera2 does not work here .* apt install"):
        opened()
