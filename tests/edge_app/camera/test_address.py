"""What an address says, and what of it may be shown."""

import pytest

from edge_app.camera.address import camera_number, is_stream, without_password


@pytest.mark.parametrize(
    ("address", "number"),
    [("0", 0), ("12", 12), ("/dev/video3", 3), ("1000", None), ("video0", None), ("-1", None)],
)
def test_a_camera_has_a_number_or_a_device(address: str, number: int | None) -> None:
    assert camera_number(address) == number


def test_streams_are_known_in_capitals_too() -> None:
    assert is_stream("RTSP://camera/1")
    assert not is_stream("file:///etc/passwd")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://user:secret@camera:554/live", "rtsp://camera:554/live"),
        ("RTSP://user:secret@camera", "RTSP://camera"),
        ("http://user:sec/ret@camera/video.mjpg", "http://camera/video.mjpg"),
        ("http://user:sec@ret@camera/video.mjpg", "http://camera/video.mjpg"),
        ("http://user:sec?ret@camera/video.mjpg", "http://camera/video.mjpg"),
        ("http://user:sec#ret@camera/video.mjpg", "http://camera/video.mjpg"),
        ("http://camera/video.cgi?user=admin&pwd=secret", "http://camera/video.cgi"),
        ("/home/pi/a?b@c.mp4", "/home/pi/a?b@c.mp4"),
    ],
)
def test_a_password_is_not_shown(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_a_long_address_is_cut() -> None:
    assert len(without_password("a" * 5000)) == 200
