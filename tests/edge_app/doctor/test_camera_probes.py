"""OpenCV and cameras, with the names that drivers give."""

import os

import pytest

from edge_app.doctor.camera_probes import VideoDevice, cameras, opencv, picamera, video_devices
from tests.edge_app.doctor.boards import put

PI_4 = "Raspberry Pi 4 Model B Rev 1.5"
# Device: (driver's name, its index) of a Raspberry Pi 4 with a USB camera and one on the cable.
PI_4_DEVICES = {
    "video0": ("HD Pro Webcam C920", 0),
    "video1": ("HD Pro Webcam C920", 1),
    "video2": ("unicam-image", 0),
    "video10": ("bcm2835-codec-decode", 0),
    "video13": ("bcm2835-isp-output0", 0),
    "video19": ("rpi-hevc-dec", 0),
}


@pytest.fixture
def devices(tmp_path):
    for name, (driver, index) in PI_4_DEVICES.items():
        put(tmp_path / "dev" / name, "")
        put(tmp_path / "sys/class/video4linux" / name / "name", f"{driver}\n")
        put(tmp_path / "sys/class/video4linux" / name / "index", f"{index}\n")
    return video_devices(tmp_path / "dev", tmp_path / "sys")


def test_a_usb_camera_is_told_from_the_boards_own_devices(devices, tmp_path):
    usb, ribbon = cameras(devices)

    assert (usb.level, usb.found) == ("ok", f"{tmp_path}/dev/video0 (HD Pro Webcam C920)")
    assert ribbon.level == "note"
    assert "ribbon cable (unicam-image)" in ribbon.found


def test_a_camera_that_this_user_may_not_read_is_a_warning(tmp_path):
    device = VideoDevice(tmp_path / "video0", "HD Pro Webcam C920", readable=False)

    (finding,) = cameras([device])

    assert finding.level == "warning"
    assert "usermod -aG video" in finding.remedy


def test_without_a_camera_there_is_a_note(tmp_path):
    (finding,) = cameras(video_devices(tmp_path / "dev", tmp_path / "sys"))

    assert finding.level == "note"


@pytest.mark.parametrize(
    ("installed", "error", "level"),
    [
        ({"opencv-python-headless": "5.0.0.93"}, "", "ok"),
        ({"opencv": "4.6.0"}, "", "ok"),
        ({}, "", "ok"),
        ({"opencv-python": "4.11.0.86"}, "", "note"),
        ({"opencv-python": "4.11.0.86"}, "ImportError: libGL.so.1: cannot open", "warning"),
        ({"opencv-python-headless": "5.0.0.93", "opencv-python": "4.11.0.86"}, "", "warning"),
        ({}, "ModuleNotFoundError: No module named 'cv2'", "note"),
    ],
)
def test_opencv_with_windows_or_twice_is_replaced_by_the_headless_one(installed, error, level):
    finding = opencv(installed, error, version="4.6.0", pip="pip")

    assert finding.level == level
    assert finding.remedy.endswith("pip install opencv-python-headless") == (level != "ok")


def test_picamera2_that_the_environment_does_not_see_is_a_warning_with_the_one_line_to_change(
    tmp_path,
):
    put(tmp_path / "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n")

    (finding,) = picamera(board=PI_4, in_system=True, visible=False, prefix=tmp_path)

    assert finding.level == "warning"
    assert os.system(finding.remedy) == 0  # noqa: S605 - it is our own command
    assert "include-system-site-packages = true\n" in (tmp_path / "pyvenv.cfg").read_text()


def test_another_python_than_the_systems_cannot_see_picamera2(tmp_path):
    (finding,) = picamera(board=PI_4, in_system=True, visible=False, prefix=tmp_path)

    assert finding.level == "warning"
    assert finding.remedy.startswith("/usr/bin/python3 -m venv --system-site-packages")


@pytest.mark.parametrize(
    ("board", "in_system", "visible", "levels"),
    [
        ("Raspberry Pi 5 Model B Rev 1.0", False, False, ["note"]),
        ("Raspberry Pi 5 Model B Rev 1.0", True, True, ["ok"]),
        ("Jetson Nano", True, False, []),
        (None, False, False, []),
    ],
)
def test_picamera2_is_missed_on_a_raspberry_pi_only(tmp_path, board, in_system, visible, levels):
    found = picamera(board=board, in_system=in_system, visible=visible, prefix=tmp_path)

    assert [finding.level for finding in found] == levels
