"""A video: a file here, or one that is read over the network."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.sources.opencv import load_opencv, next_picture, rate_of
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceEndedError, SourceError

FRAME_RATE = 25.0  # Of a file that does not tell its own.


class VideoFile:
    """A video file, from its beginning each time it is opened."""

    def __init__(self, path: Path, wanted: Wanted, *, once: bool) -> None:
        self._path, self._wanted, self._once = path, wanted, once

    def open(self) -> "VideoSource":
        """Raises SourceError: it is not there, or nothing that OpenCV can play."""
        cv2 = load_opencv(read_limit_s=self._wanted.read_limit_s)
        return VideoSource(
            cv2,
            lambda: self._capture(cv2),
            what=f"video {self._path}",
            frame_rate=self._wanted.frame_rate,
            once=self._once,
        )

    def _capture(self, cv2: Any) -> Any:
        # Other readers of files print what they do not like, and take % in a name for a pattern.
        has_ffmpeg = cv2.CAP_FFMPEG in cv2.videoio_registry.getBackends()
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG if has_ffmpeg else cv2.CAP_ANY)
        if capture.isOpened():
            return capture
        capture.release()
        raise SourceError(
            f"Cannot open video {self._path}. Expected a file that OpenCV can play, such as MP4, "
            "AVI, MKV or WebM."
        )


class VideoSource:
    """A video, opened; played at its own rate, again and again, or once."""

    is_live = False

    def __init__(
        self,
        cv2: Any,
        begin: Callable[[], Any],
        *,
        what: str,
        frame_rate: float | None,
        once: bool,
    ) -> None:
        """``begin`` gives a cv2.VideoCapture that stands at the first frame."""
        self._cv2, self._begin, self._what, self._once = cv2, begin, what, once
        self._capture = begin()
        rate = frame_rate or rate_of(cv2, self._capture) or FRAME_RATE
        width, height = (
            int(self._capture.get(side))
            for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)
        )
        self.description = f"{what}, {width} x {height}, {rate:g} frames/s"
        self.frame_gap_s = 1 / rate
        self._is_at_start = True

    def read(self) -> tuple[NDArray[np.uint8], float]:
        picture = next_picture(self._cv2, self._capture)
        if picture is None and not self._is_at_start and not self._once:
            self._rewind()
            picture = next_picture(self._cv2, self._capture)
        if picture is None:
            raise self._nothing()
        self._is_at_start = False
        return picture, time.monotonic()

    def close(self) -> None:
        self._capture.release()

    def _rewind(self) -> None:
        # Opened anew, since not every format can be wound back.
        self._capture.release()
        self._capture = self._begin()
        self._is_at_start = True

    def _nothing(self) -> SourceError:
        if self._is_at_start:
            return SourceError(f"No frame came from {self._what}. Expected one OpenCV can decode.")
        return SourceEndedError(f"The end of {self._what}.")
