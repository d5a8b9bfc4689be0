"""A stream of JPEG frames without an end, as browsers and video programs read it."""

import time
from collections.abc import Iterator

from edge_app.camera.encoded import EncodedFrame
from edge_app.camera.observation import ENDED, STOPPED
from edge_app.web.camera.viewing import LOOK_S, Viewing

BOUNDARY = b"frame"
CONTENT_TYPE = "multipart/x-mixed-replace; boundary=frame"
# After that the stream ends; who wants more asks again.
LONGEST_S = 15 * 60.0
# While no new frame comes the last one is sent again: else nobody would notice a reader who left.
REPEAT_S = 5.0


def parts(
    viewing: Viewing, *, longest_s: float = LONGEST_S, repeat_s: float = REPEAT_S
) -> Iterator[bytes]:
    """Each new frame that the reader is quick enough for, as a part of the stream.

    It ends after ``longest_s``, when the camera is stopped or the server is, and where no frame
    comes for ``repeat_s`` and there is none to send again.
    """
    began_s = sent_s = time.monotonic()
    last: EncodedFrame | None = None
    yield b"--" + BOUNDARY + b"\r\n"
    try:
        while not _is_over(viewing) and time.monotonic() < began_s + longest_s:
            number = 0 if last is None else last.number
            frame = viewing.frames.get(number, min(LOOK_S, repeat_s))
            if frame is not None:
                _note_skipped(viewing, last, frame.number)
                last = frame
            elif time.monotonic() < sent_s + repeat_s:
                continue
            if last is None:
                return
            sent_s = time.monotonic()
            yield _part(last)
    finally:  # Also of a reader that was cut off while it stalled.
        _note_skipped(viewing, last, viewing.watcher.capture.status().frames)


def _note_skipped(viewing: Viewing, last: EncodedFrame | None, newest: int) -> None:
    if last is not None:
        viewing.note_skipped(max(0, newest - last.number - 1))


def _is_over(viewing: Viewing) -> bool:
    state = viewing.watcher.capture.status().state
    return viewing.stopping.is_set() or state in (ENDED, STOPPED)


def _part(frame: EncodedFrame) -> bytes:
    """With the boundary after it: a browser shows a frame once that has come."""
    lines = (
        b"Content-Type: image/jpeg",
        b"Content-Length: %d" % len(frame.jpeg),
        b"X-Frame-Number: %d" % frame.number,
    )
    return b"\r\n".join((*lines, b"", frame.jpeg, b"--" + BOUNDARY, b""))
