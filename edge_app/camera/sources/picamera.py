"""A camera module on a Raspberry Pi's ribbon cable, through picamera2 and libcamera."""

import os
import time
from concurrent.futures import TimeoutError as NotInTime
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError

SIZE = (640, 480)  # (width, height)
# picamera2 names formats by the order of bits in a word: in memory, this one is red, green, blue,
# and its RGB888 is blue, green, red.
FORMAT = "BGR888"


class PiCamera:
    """The camera module with a number, 0 for the first."""

    def __init__(self, number: int, wanted: Wanted) -> None:
        self._number, self._wanted = number, wanted

    def is_there(self) -> bool:
        return True  # Only libcamera could tell, and it is slow to ask.

    def open(self) -> "PiCameraSource":
        """Raises SourceError: picamera2 does not start here, or there is no such camera."""
        maker = load_picamera2()
        found = modules(maker)
        if self._number >= len(found):
            names = ", ".join(str(one.get("Model")) for one in found) or "none"
            raise SourceError(
                f"No camera module {self._number}: libcamera finds {names}. Is the ribbon cable "
                "in, at both ends? `rpicam-hello --list-cameras` shows what is there."
            )
        number = int(found[self._number].get("Num", self._number))
        try:
            camera = maker(number)
        except Exception as error:  # libcamera's and the driver's own, of many classes.
            raise SourceError(f"{_named(self._number)} does not open: {error}. In use?") from error
        return self._started(camera, str(found[self._number].get("Model", "")))

    def _started(self, camera: Any, model: str) -> "PiCameraSource":
        width, height = self._wanted.frame_size or SIZE
        size = (max(2, width // 2 * 2), max(2, height // 2 * 2))  # It takes no odd ones.
        controls = {}
        if self._wanted.frame_rate:
            duration_us = round(1_000_000 / self._wanted.frame_rate)
            controls["FrameDurationLimits"] = (duration_us, duration_us)
        try:
            main = {"format": FORMAT, "size": size}
            camera.configure(camera.create_video_configuration(main=main, controls=controls))
            camera.start()
        except Exception as error:
            camera.close()
            raise SourceError(f"{_named(self._number)} does not start: {error}") from error
        described = f"{_named(self._number)} ({model}), {size[0]} x {size[1]}"
        return PiCameraSource(camera, described, read_limit_s=self._wanted.read_limit_s)


class PiCameraSource:
    """A camera module, opened."""

    is_live = True
    frame_gap_s = 0.0

    def __init__(self, camera: Any, description: str, *, read_limit_s: float) -> None:
        self.description = description
        self._camera, self._read_limit_s = camera, read_limit_s

    def read(self) -> tuple[NDArray[np.uint8], float]:
        try:
            job = self._camera.capture_array("main", wait=False)
            pixels = self._camera.wait(job, timeout=self._read_limit_s)
        except (NotInTime, TimeoutError) as error:
            limit = f"{self._read_limit_s:g} s"
            raise SourceError(f"No frame came from {self.description} for {limit}.") from error
        except Exception as error:
            raise SourceError(f"{self.description}: {error}") from error
        return np.ascontiguousarray(pixels[..., :3], np.uint8), time.monotonic()

    def close(self) -> None:
        self._camera.close()


def load_picamera2() -> Any:
    """The class Picamera2. Raises SourceError: it does not start here; why, and what to do."""
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:ERROR")
    try:
        return import_module("picamera2").Picamera2
    except Exception as error:  # Built for another NumPy, it raises ValueError.
        raise SourceError(
            f"picamera2 does not work here ({type(error).__name__}: {error}). It comes with "
            "Raspberry Pi OS: sudo apt install python3-picamera2, and an environment that sees "
            "the system's packages. `edge-app doctor` says more."
        ) from error


def modules(maker: Any) -> list[dict[str, Any]]:
    """What libcamera finds, without USB cameras, which it lists as well."""
    try:
        found = maker.global_camera_info()
    except Exception as error:
        raise SourceError(f"libcamera does not list its cameras: {error}") from error
    return [one for one in found if "usb" not in str(one.get("Id", "")).lower()]


def _named(number: int) -> str:
    return f"camera module {number}"
