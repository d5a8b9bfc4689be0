"""The answers that are pictures of a camera."""

import re
import time
from datetime import datetime, timezone

from flask import Response

from edge_app.camera.encoded import as_jpeg
from edge_app.camera.overlay import draw
from edge_app.errors import BusyError
from edge_app.web.camera.streaming import CONTENT_TYPE, parts
from edge_app.web.camera.viewing import Viewing
from edge_app.web.problems import RequestError

JPEG = "image/jpeg"
RETRY_S = 5
# A snapshot is kept, not shown: as large as any frame.
SNAPSHOT_SIDE_PX = 10_000


def frame_answer(viewing: Viewing, *, after: int) -> Response:
    """The newest frame with a number above ``after``, or nothing (204) when none came."""
    frame = viewing.frame(after)
    if frame is None:
        return Response(status=204)
    age_ms = max(0, round(1000 * (time.monotonic() - frame.captured_s)))
    headers = {"X-Frame-Number": str(frame.number), "X-Frame-Age-Ms": str(age_ms)}
    return Response(frame.jpeg, mimetype=JPEG, headers=headers)


def snapshot_answer(viewing: Viewing) -> Response:
    """The newest frame, with what is seen in it, as a file to keep.

    Raises RequestError: there is no frame yet.
    """
    state, frame = viewing.watcher.state(), viewing.watcher.frame(0, 0.0)
    if frame is None:
        raise RequestError(
            "The camera has not given a frame yet, or is stopped. Start it, or try again in a "
            "moment.",
            code="no_frame",
        )
    jpeg, _, _ = as_jpeg(draw(frame.pixels, state), side=SNAPSHOT_SIDE_PX)
    seen = state.observation
    name = file_name(None if seen is None else seen.label, datetime.now(timezone.utc))
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(jpeg, mimetype=JPEG, headers=disposition)


def file_name(label: str | None, moment: datetime) -> str:
    """``camera-tabby-cat-20260901T120000Z.jpg``; of a label, only ASCII letters and digits."""
    word = re.sub("[^A-Za-z0-9]+", "-", label or "")[:40].strip("-")
    return "-".join(filter(None, ("camera", word, f"{moment:%Y%m%dT%H%M%SZ}.jpg")))


def stream_answer(viewing: Viewing, *, has_body: bool) -> Response:
    """The stream of all frames. ``has_body`` is false where only its headers are asked for.

    Raises BusyError: as many are read as may be.
    """
    if not has_body:
        return Response(content_type=CONTENT_TYPE)
    leave = viewing.streams.take()
    if leave is None:
        raise BusyError(
            f"{viewing.streams.most} streams of the camera may be read at the same moment, and "
            f"all are. Try again in {RETRY_S} s.",
            retry_after_s=RETRY_S,
        )
    response = Response(parts(viewing), content_type=CONTENT_TYPE)
    # Not in the generator: one that never began to run is closed without a word.
    response.call_on_close(leave)
    return response
