"""Keep what a camera shows, with what is seen in it drawn over it, as a video file."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.frame import Frame
from edge_app.camera.observation import WatchState
from edge_app.camera.overlay import draw
from edge_app.camera.timeline import Timeline
from edge_app.errors import SettingsError, SourceError
from edge_app.event_log import WARNING, tell
from edge_app.files import replacing

# By the ending: what OpenCV's wheels can write without another library.
CODECS = {".mp4": "mp4v", ".avi": "MJPG"}
LOOK_S = 0.25
SHOWN_BEFORE = 10  # Frames by whose times the rate of the file is chosen.


class Watched(Protocol):
    """What is asked of a watcher here."""

    def frame(self, after: int, timeout_s: float) -> Frame | None: ...

    def state(self) -> WatchState: ...


def check_recording(path: Path, *, force: bool) -> None:
    """Raises SettingsError: no video can be written there. SourceError: OpenCV is missing."""
    if path.suffix.lower() not in CODECS:
        raise SettingsError(f"--record is {path}, expected a name that ends in .mp4 or .avi.")
    if path.is_dir() or not path.parent.is_dir():
        raise SettingsError(f"--record is {path}, which is a folder, or is in one that is missing.")
    if not os.access(path.parent, os.W_OK):
        raise SettingsError(f"--record is {path}, and its folder may not be written to.")
    if path.exists() and not force:
        raise SettingsError(f"--record is {path}, which is there. Name another, or add --force.")
    _opencv()


@contextmanager
def recording(watcher: Watched, path: Path) -> Iterator[None]:
    """Record until the block ends; the file is then there, whole. No frame leaves no file."""
    stopping = threading.Event()
    thread = threading.Thread(
        target=_record, args=(watcher, path, stopping), name="recording", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _record(watcher: Watched, path: Path, stopping: threading.Event) -> None:
    frames = _drawn_frames(watcher, stopping)
    first = [frame for frame, _ in zip(frames, range(SHOWN_BEFORE), strict=False)]
    if not first:
        return
    try:
        with replacing(path) as partial:
            _write(partial, first, frames)
    except (OSError, SourceError) as error:
        tell("recording_failed", f"{path} could not be recorded: {error}", level=WARNING)


def _drawn_frames(watcher: Watched, stopping: threading.Event) -> Iterator[Frame]:
    """The newest frames with their overlay, until ``stopping``; those missed are left out."""
    number = 0
    while not stopping.is_set():
        frame = watcher.frame(number, LOOK_S)
        if frame is not None:
            number = frame.number
            yield Frame(draw(frame.pixels, watcher.state()), frame.captured_s, number)


def _write(partial: Path, first: list[Frame], more: Iterator[Frame]) -> None:
    cv2 = _opencv()
    timeline = Timeline([frame.captured_s for frame in first])
    # Codecs halve the resolution of colours, and some refuse a side that is odd.
    height, width = (side - side % 2 for side in first[0].pixels.shape[:2])
    codec = cv2.VideoWriter_fourcc(*CODECS[partial.suffix.lower()])
    writer = cv2.VideoWriter(str(partial), codec, timeline.rate, (width, height))
    if not writer.isOpened():
        raise SourceError("OpenCV cannot write such a video here. Try a name that ends in .avi.")
    try:
        for frames in (first, more):
            for frame in frames:
                pixels = _fitted(frame.pixels, width, height)
                for _ in range(timeline.times(frame.captured_s)):
                    writer.write(pixels)
    finally:
        writer.release()


def _fitted(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """In OpenCV's order of colours, and in the size with which the file began."""
    if pixels.shape[0] // 2 != height // 2 or pixels.shape[1] // 2 != width // 2:
        from PIL import Image

        pixels = np.asarray(Image.fromarray(pixels).resize((width, height)), np.uint8)
    return np.ascontiguousarray(pixels[:height, :width, ::-1])


def _opencv() -> Any:
    try:
        import cv2
    except ImportError as error:
        raise SourceError(
            "Recording needs OpenCV: pip install 'edge-image-classifier[camera]'."
        ) from error
    return cv2
