"""A window of the desktop that shows what a camera sees."""

import os
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.overlay import draw
from edge_app.camera.watcher import Watcher
from edge_app.doctor.trials import Trial
from edge_app.errors import SettingsError
from edge_app.files import write_bytes

TITLE = "edge-app camera"
FIRST_SIZE = (640, 480)  # (width, height) in pixels; the visitor may change it.
OPENING_LIMIT_S = 20.0
FRAME_LOOK_S = 0.03
KEYS_MS = 10
ESCAPE = "\x1b"


def check_window() -> None:
    """Open a window and close it, in a child process, because OpenCV ends the one that cannot.

    Raises SettingsError: this machine, or its OpenCV, has no windows.
    """
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        raise SettingsError(
            "--window needs a desktop, and there is none: neither DISPLAY nor WAYLAND_DISPLAY is "
            "set. Leave it out, or start this on the desktop."
        )
    # Qt warns of the fonts that OpenCV's wheel has not, and of what else it does without.
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    found = Trial(_try_window).outcome(timeout_s=OPENING_LIMIT_S)
    if found.error:
        raise SettingsError(f"--window does not work here: {_reason(found.error)}")


def _reason(error: str) -> str:
    if "ModuleNotFoundError" in error:
        return "OpenCV is missing. Install it: pip install opencv-python."
    if "not implemented" in error:
        return (
            "the OpenCV that is installed has no windows, as opencv-python-headless has none. "
            "Replace it: pip uninstall opencv-python-headless; pip install opencv-python."
        )
    if "SIGABRT" in error:  # So ends Qt, without another word.
        return f"the display {os.environ.get('DISPLAY', '')} cannot be opened."
    return f"{error}."


def _try_window() -> None:
    import cv2

    cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL)
    cv2.waitKey(1)
    cv2.destroyAllWindows()


class Window:
    """Shows the newest frame with its overlay, for as long as it is entered, in the main thread.

    A click or the space bar pauses the classification, ``s`` saves what is shown into this folder,
    ``q`` or Escape leaves, as closing it does.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._number = 0
        self._serial = -1
        self._pixels: NDArray[np.uint8] | None = None
        self._drawn: NDArray[np.uint8] | None = None

    def __enter__(self) -> "Window":
        import cv2

        self._cv2: Any = cv2
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL)
        cv2.resizeWindow(TITLE, *FIRST_SIZE)
        cv2.setMouseCallback(TITLE, self._on_mouse)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cv2.destroyAllWindows()
        self._cv2.waitKey(1)  # It is gone only after another look at its events.

    def show(self) -> bool:
        """Show what is new, and do what was asked for; False: it is to be closed."""
        self._draw()
        key = self._cv2.waitKey(KEYS_MS) & 0xFF
        if key != 0xFF and not self._on_key(chr(key).lower()):
            return False
        return bool(self._cv2.getWindowProperty(TITLE, self._cv2.WND_PROP_VISIBLE) >= 1)

    def _draw(self) -> None:
        frame = self._watcher.frame(self._number, FRAME_LOOK_S)
        state = self._watcher.state()
        if frame is not None:
            self._number, self._pixels = frame.number, frame.pixels
        elif state.serial == self._serial:
            return
        self._serial = state.serial
        if self._pixels is not None:
            self._drawn = draw(self._pixels, state)
            self._cv2.imshow(TITLE, np.ascontiguousarray(self._drawn[..., ::-1]))

    def _on_key(self, key: str) -> bool:
        if key == " ":
            self._watcher.toggle_inference()
        elif key == "s" and self._drawn is not None:
            self._save(self._drawn)
        return key not in ("q", ESCAPE)

    def _on_mouse(self, event: int, _x: int, _y: int, _flags: int, _parameter: object) -> None:
        if event == self._cv2.EVENT_LBUTTONUP:
            self._watcher.toggle_inference()

    def _save(self, pixels: NDArray[np.uint8]) -> None:
        path = Path(f"camera-{datetime.now():%Y%m%d-%H%M%S-%f}.png")
        content = self._cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1]
        try:
            write_bytes(path, content.tobytes())
            print(f"note: {path} is saved.", file=sys.stderr)
        except OSError as error:
            print(f"warning: {path} cannot be saved: {error.strerror}.", file=sys.stderr)
