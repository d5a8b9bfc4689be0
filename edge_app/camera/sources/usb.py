"""A USB camera, or another one that the kernel shows as /dev/videoN."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.sources.opencv import described, load_opencv, next_picture, rate_of
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError, TornFrameError

DEV = Path("/dev")
SIZE = (640, 480)  # (width, height)
TRIES = 5  # Some cameras begin with a damaged frame.


class UsbCamera:
    """The camera with a number."""

    def __init__(self, number: int, wanted: Wanted, *, dev: Path = DEV) -> None:
        self._number, self._wanted = number, wanted
        self._path = dev / f"video{number}"

    def is_there(self) -> bool:
        return not sys.platform.startswith("linux") or self._path.exists()

    def open(self) -> "UsbSource":
        """Raises SourceError: it is not there, not ours to read, in use, or gives no frame."""
        self._check()
        cv2 = load_opencv(read_limit_s=self._wanted.read_limit_s)
        capture = self._capture(cv2)
        try:
            picture = self._first(cv2, capture)
        except BaseException:
            capture.release()
            raise
        return UsbSource(cv2, capture, self._path, picture)

    def _check(self) -> None:
        if not self.is_there():
            raise SourceError(
                f"Cannot open camera {self._number}: there is no {self._path}. Is it connected? "
                "`ls /dev/video*` shows those that are."
            )
        if self._path.exists() and not os.access(self._path, os.R_OK | os.W_OK):
            raise SourceError(
                f"Cannot open camera {self._number}: this user may not read {self._path}. "
                "sudo usermod -aG video $USER, then log in again."
            )

    def _capture(self, cv2: Any) -> Any:
        is_linux = sys.platform.startswith("linux")
        capture = cv2.VideoCapture(self._number, cv2.CAP_V4L2 if is_linux else cv2.CAP_ANY)
        if not capture.isOpened():
            capture.release()
            raise SourceError(
                f"Cannot open camera {self._number}. Is another program using it? "
                f"`fuser {self._path}` shows which."
            )
        width, height = self._wanted.frame_size or SIZE
        # MJPEG first: uncompressed, USB 2 has room for few frames per second of a larger size.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter_fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        if self._wanted.frame_rate:
            capture.set(cv2.CAP_PROP_FPS, self._wanted.frame_rate)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # The newest frame, not one of four before it.
        return capture

    def _first(self, cv2: Any, capture: Any) -> NDArray[np.uint8]:
        """A device that opens may yet give nothing: a Raspberry Pi's codecs are devices, too."""
        for _ in range(TRIES):
            try:
                picture = next_picture(cv2, capture)
            except TornFrameError:
                continue
            if picture is not None:
                return picture
            break
        raise SourceError(
            f"Camera {self._number} opens, but no frame comes from it. Is it a camera? "
            f"`v4l2-ctl -d {self._path} --all` tells."
        )


class UsbSource:
    """A USB camera, opened."""

    is_live = True
    frame_gap_s = 0.0

    def __init__(self, cv2: Any, capture: Any, path: Path, first: NDArray[np.uint8]) -> None:
        self.description = described(f"camera {path}", first, rate_of(cv2, capture))
        self._cv2, self._capture, self._path = cv2, capture, path

    def read(self) -> tuple[NDArray[np.uint8], float]:
        picture = next_picture(self._cv2, self._capture)
        if picture is None:
            raise SourceError(f"No more frames come from {self._path}. Was it unplugged?")
        return picture, time.monotonic()

    def close(self) -> None:
        self._capture.release()
