"""OpenCV, the cameras, and Raspberry Pi OS's own way to them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_app.board import text_of
from edge_app.doctor.findings import NOTE, OK, WARNING, Finding, shown

# Distributions that hold the module cv2; the last is Debian's python3-opencv.
OPENCV_NAMES = (
    "opencv-python-headless",
    "opencv-contrib-python-headless",
    "opencv-python",
    "opencv-contrib-python",
    "opencv",
)
HEADLESS = "opencv-python-headless"
# How the drivers of a Raspberry Pi name what is no USB camera: its codecs and image processor, and
# the receivers of the ribbon cable, whose raw frames OpenCV cannot use.
_RECEIVERS = ("unicam", "rp1-cfe")
_INTERNAL = ("bcm2835", "rpivid", "rpi-hevc", "pispbe", "hevc")


@dataclass(frozen=True)
class VideoDevice:
    """A capture device such as /dev/video0; ``name`` is its driver's or maker's."""

    path: Path
    name: str
    readable: bool


def opencv(installed: Mapping[str, str], error: str, *, version: str, pip: str) -> Finding:
    """``installed`` are those of OPENCV_NAMES, with their versions; ``error`` is why the module
    does not start, "" when it does, and then ``version`` is its own."""
    if not installed and error:
        return Finding(
            "OpenCV",
            NOTE,
            "not installed: only `edge-app camera` needs it, for cameras and videos",
            f"{pip} install {HEADLESS}",
        )
    named = ", ".join(f"{name} {number}" for name, number in installed.items()) or version
    remedy = f"{pip} uninstall --yes {' '.join(installed)}; {pip} install {HEADLESS}"
    if error:
        return Finding("OpenCV", WARNING, f"{named}: it does not start: {error}", remedy)
    if len(installed) > 1:
        return Finding("OpenCV", WARNING, f"{named}: they overwrite each other's files", remedy)
    if any(name in ("opencv-python", "opencv-contrib-python") for name in installed):
        return Finding("OpenCV", NOTE, f"{named}: with windows, which no device needs", remedy)
    return Finding("OpenCV", OK, named)


def video_devices(dev: Path, sysfs: Path) -> list[VideoDevice]:
    """The devices in ``dev`` that give pictures; a camera's second device has only metadata."""
    found = []
    for path in sorted(dev.glob("video[0-9]*"), key=lambda path: int(path.name[5:] or 0)):
        about = sysfs / "class/video4linux" / path.name
        if (text_of(about / "index") or "0") == "0":
            readable = os.access(path, os.R_OK | os.W_OK)
            found.append(VideoDevice(path, text_of(about / "name") or "without a name", readable))
    return found


def usual_cameras(devices: list[VideoDevice]) -> list[VideoDevice]:
    """Those that OpenCV can read: no receivers of a ribbon cable, and no codecs."""
    return [device for device in devices if not device.name.startswith(_RECEIVERS + _INTERNAL)]


def cameras(devices: list[VideoDevice]) -> list[Finding]:
    """What OpenCV can open, what it cannot, and what this user may not."""
    usual = usual_cameras(devices)
    ribbon = [device for device in devices if device.name.startswith(_RECEIVERS)]
    found = [_camera(device) for device in usual]
    if ribbon:
        found.append(
            Finding(
                "camera",
                NOTE,
                f"one on the ribbon cable ({ribbon[0].name}): OpenCV cannot read it",
                "rpicam-hello --list-cameras shows it; picamera2 reads it",
            )
        )
    return found or [Finding("camera", NOTE, "none is connected", "lsusb; ls -l /dev/video*")]


def _camera(device: VideoDevice) -> Finding:
    found = f"{device.path} ({device.name})"
    if device.readable:
        return Finding("camera", OK, found)
    remedy = "sudo usermod -aG video $USER, then log in again"
    return Finding("camera", WARNING, f"{found}: this user may not read it", remedy)


def picamera(*, board: str | None, in_system: bool, visible: bool, prefix: Path) -> list[Finding]:
    """``in_system``: the system's packages hold picamera2; ``visible``: this environment sees it.

    ``prefix`` is the folder of the virtual environment. Nothing is said of other boards.
    """
    if visible:
        return [Finding("picamera2", OK, "installed; this environment sees it")]
    if not (board or "").startswith("Raspberry Pi"):
        return []
    if not in_system:
        found = "not installed: needed for cameras on the ribbon cable only"
        return [Finding("picamera2", NOTE, found, "sudo apt install python3-picamera2")]
    if not (prefix / "pyvenv.cfg").is_file():
        found = "installed for the system's own Python, which this one is not"
        remedy = "/usr/bin/python3 -m venv --system-site-packages ~/edge"
        return [Finding("picamera2", WARNING, found, remedy)]
    config = shown(prefix / "pyvenv.cfg").replace("~", "$HOME", 1)
    return [
        Finding(
            "picamera2",
            WARNING,
            "installed, but this virtual environment does not see the system's packages",
            f'sed -i "s/^include-system-site-packages.*/include-system-site-packages = true/" '
            f'"{config}"',
        )
    ]
