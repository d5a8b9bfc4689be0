"""A module picamera2 that behaves as its manual and its source say, for tests without a Pi."""

from concurrent.futures import Future
from types import ModuleType
from typing import Any

import numpy as np

# What a format's name means in memory: picamera2's manual, "Streams and formats".
ORDERS = {"RGB888": (2, 1, 0), "BGR888": (0, 1, 2)}
PI_CAMERA = {"Model": "imx708", "Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Num": 0, "Location": 2}
USB_CAMERA = {"Model": "C270", "Id": "/base/scb/pcie@7d500000/pci@0,0/usb@0,0-1.1:1.0", "Num": 1}


class Picamera2:
    """``scene`` is what the camera sees: (red, green, blue); None: it stands still.

    One that is open cannot be opened again, as libcamera has it.
    """

    cameras: tuple[dict[str, Any], ...] = (PI_CAMERA, USB_CAMERA)
    scene: tuple[int, int, int] | None = (230, 10, 10)
    open_cameras: set[int] = set()  # noqa: RUF012

    def __init__(self, camera_num: int = 0) -> None:
        if camera_num in self.open_cameras:
            raise RuntimeError("Camera __init__ sequence did not complete.")
        self.open_cameras.add(camera_num)
        self._number, self._started = camera_num, False

    @classmethod
    def global_camera_info(cls) -> list[dict[str, Any]]:
        return [dict(camera) for camera in cls.cameras]

    def create_video_configuration(self, *, main: dict[str, Any], controls: dict[str, Any]) -> Any:
        return {"main": main, "controls": {"FrameDurationLimits": (33333, 33333)} | controls}

    def configure(self, configuration: dict[str, Any]) -> None:
        width, height = configuration["main"]["size"]
        if width % 2 or height % 2:
            raise RuntimeError("width and height should be even")
        self.configuration = configuration

    def start(self) -> None:
        self._started = True

    def capture_array(self, name: str, *, wait: bool) -> Any:
        assert (name, wait, self._started) == ("main", False, True)
        job: Future[np.ndarray] = Future()
        if self.scene is not None:
            width, height = self.configuration["main"]["size"]
            order = ORDERS[self.configuration["main"]["format"]]
            pixel = np.array(self.scene, np.uint8)[list(order)]
            job.set_result(np.broadcast_to(pixel, (height, width, 3)).copy())
        return job

    def wait(self, job: "Future[np.ndarray]", timeout: float | None = None) -> np.ndarray:
        return job.result(timeout)

    def close(self) -> None:
        self.open_cameras.discard(self._number)


def module(**changes: Any) -> ModuleType:
    """The module, with a class of its own that has ``changes``."""
    made = ModuleType("picamera2")
    made.Picamera2 = type("Picamera2", (Picamera2,), {"open_cameras": set(), **changes})  # type: ignore[attr-defined]
    return made
