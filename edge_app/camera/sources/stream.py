"""A stream over the network: RTSP, or HTTP with MJPEG or whatever else FFmpeg reads."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.sources.opencv import described, load_opencv, next_picture, rate_of
from edge_app.camera.sources.video import VideoSource
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError, TornFrameError


class Stream:
    """The stream at an address. ``shown`` is the address without its password."""

    def __init__(self, address: str, shown: str, wanted: Wanted, *, once: bool) -> None:
        self._address, self._shown, self._wanted, self._once = address, shown, wanted, once

    def is_there(self) -> bool:
        return True  # Only opening it would tell.

    def open(self) -> "StreamSource | VideoSource":
        """Raises SourceError: nobody answers, or with nothing that FFmpeg can play, or too late."""
        cv2 = load_opencv(read_limit_s=self._wanted.read_limit_s)
        capture = self._capture(cv2)
        if capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0 and rate_of(cv2, capture):
            capture.release()
            return self._video(cv2)
        try:
            first = next_picture(cv2, capture)
        except TornFrameError:
            first = None
        if first is None:
            capture.release()
            raise SourceError(f"{self._shown} answers, but no frame comes. Is it a video stream?")
        return StreamSource(cv2, capture, self._shown, first)

    def _capture(self, cv2: Any) -> Any:
        limit_ms = max(1, round(self._wanted.read_limit_s * 1000))
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            limit_ms,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            limit_ms,
        ]
        capture = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits)
        if capture.isOpened():
            return capture
        capture.release()
        raise SourceError(
            f"Cannot open {self._shown}. Is the camera on, and are address, user and password "
            "right? `ffprobe ADDRESS` tells more."
        )

    def _video(self, cv2: Any) -> VideoSource:
        """It has an end: a file, which would run through as fast as the network can."""
        return VideoSource(
            cv2,
            lambda: self._capture(cv2),
            what=f"video {self._shown}",
            frame_rate=self._wanted.frame_rate,
            once=self._once,
        )


class StreamSource:
    """A stream, opened. It is read as fast as it comes, so that no old frames pile up."""

    is_live = True
    frame_gap_s = 0.0

    def __init__(self, cv2: Any, capture: Any, shown: str, first: NDArray[np.uint8]) -> None:
        self.description = described(f"stream {shown}", first, None)
        self._cv2, self._capture, self._shown = cv2, capture, shown

    def read(self) -> tuple[NDArray[np.uint8], float]:
        picture = next_picture(self._cv2, self._capture)
        if picture is None:
            raise SourceError(f"No more frames come from {self._shown}.")
        return picture, time.monotonic()

    def close(self) -> None:
        self._capture.release()
