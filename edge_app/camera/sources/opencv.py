"""What all sources that are read through OpenCV share."""

import math
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import SourceError, TornFrameError

REMEDY = (
    "Cameras, streams and videos need OpenCV, which does not work here ({}). Install it: "
    "pip install opencv-python-headless, or use `make camera` in the source tree; `edge-app "
    "doctor` says more. A folder of pictures, fake and picamera2 work without it."
)


def load_opencv(*, read_limit_s: float) -> Any:
    """The module cv2, told to be quiet, and to wait for a USB camera no longer than it must.

    OpenCV takes the limit, in whole seconds, from the first that is opened in a process.
    Raises SourceError: it is not installed, or does not start.
    """
    # OpenCV and its FFmpeg would print each of their attempts beside our one message.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(math.ceil(read_limit_s)))
    try:
        import cv2  # An extra: the other sources, and the upload page, do without it.
    except ImportError as error:
        raise SourceError(REMEDY.format(error)) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2


def next_picture(cv2: Any, capture: Any) -> NDArray[np.uint8] | None:
    """The next frame of a cv2.VideoCapture, uint8 (height, width, 3), RGB; None: none comes.

    Raises TornFrameError: one came, but cannot be decoded.
    """
    if not capture.grab():
        return None
    is_whole, bgr = capture.retrieve()
    if not is_whole or bgr is None or bgr.size == 0:
        raise TornFrameError("A frame came that OpenCV cannot decode.")
    code = cv2.COLOR_GRAY2RGB if bgr.ndim == 2 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(bgr, code), np.uint8)


def rate_of(cv2: Any, capture: Any) -> float | None:
    """Frames per second, as a file, stream or camera says; None where that is no rate."""
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    return rate if 0 < rate <= 1000 else None


def described(what: str, picture: NDArray[np.uint8], rate: float | None) -> str:
    """``camera /dev/video0, 640 x 480, 30 frames/s``."""
    height, width = picture.shape[:2]
    at_rate = f", {rate:g} frames/s" if rate else ""
    return f"{what}, {width} x {height}{at_rate}"
