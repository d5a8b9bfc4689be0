"""The first camera that works."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.device import Device
from edge_app.camera.source import Source
from edge_app.camera.sources.picamera import PiCamera
from edge_app.camera.sources.usb import DEV, UsbCamera
from edge_app.camera.wanted import Wanted
from edge_app.doctor.camera_probes import usual_cameras, video_devices
from edge_app.errors import SourceError

SYSFS = Path("/sys")


class Automatic:
    """A Raspberry Pi's camera module, if there is one, else the first USB camera that works."""

    def __init__(self, wanted: Wanted, *, dev: Path = DEV, sysfs: Path = SYSFS) -> None:
        self._wanted, self._dev, self._sysfs = wanted, dev, sysfs

    def is_there(self) -> bool:
        return bool(self._candidates())

    def open(self) -> "Chosen":
        """Raises SourceError: none works; what was tried."""
        tried = [] if find_spec("picamera2") else ["picamera2 is not installed"]
        for name, device in self._candidates():
            try:
                return Chosen(device.open(), passed_over=tried)
            except SourceError as error:
                tried.append(f"{name}: {error}")
        if not self._cameras():
            tried.append("no USB camera is connected")
        raise SourceError(
            f"No camera works here ({'; '.join(tried)}). To try the app without one: fake."
        )

    def _candidates(self) -> list[tuple[str, Device]]:
        found: list[tuple[str, Device]] = []
        if find_spec("picamera2"):
            found.append(("picamera2", PiCamera(0, self._wanted)))
        for number in self._cameras():
            found.append((f"/dev/video{number}", UsbCamera(number, self._wanted, dev=self._dev)))
        return found

    def _cameras(self) -> list[int]:
        devices = usual_cameras(video_devices(self._dev, self._sysfs))
        return [int(device.path.name[len("video") :]) for device in devices]


class Chosen:
    """A source that was chosen, with the reason."""

    def __init__(self, source: Source, *, passed_over: list[str]) -> None:
        self._source = source
        self.is_live, self.frame_gap_s = source.is_live, source.frame_gap_s
        why = f"the first that works: {'; '.join(passed_over)}" if passed_over else "the first"
        self.description = f"{source.description}, chosen as {why}"

    def read(self) -> tuple[NDArray[np.uint8], float]:
        return self._source.read()

    def close(self) -> None:
        self._source.close()
