"""What a camera sees, as JSON objects for lines."""

import time
from datetime import datetime, timedelta, timezone
from typing import Any

from edge_app.camera.observation import Observation, WatchState
from edge_app.output import classification_json
from edge_app.time_of_day import utc_text


class Lines:
    """Makes a line of each state in turn, where there is one to be made.

    ``frames`` counts the classified frames, whether they make a line or not, ``problems`` the
    different reasons for which others got no answer.
    """

    def __init__(self, *, every_frame: bool = False) -> None:
        """A line for each change of the label; with ``every_frame`` for each classified frame."""
        self.frames = self.problems = 0
        self._problem = ""
        self._every_frame = every_frame
        self._frame: int | None = None
        self._label: tuple[int, str] | None = None

    def of(self, state: WatchState) -> dict[str, Any] | None:
        """The line of ``state``; None where it holds nothing new."""
        seen = state.observation
        if seen is None or seen.frame == self._frame:
            return None
        self._frame, self.frames = seen.frame, self.frames + 1
        before, self._label = self._label, (seen.index, seen.label)
        if self._every_frame:
            return {**_heading(seen, before), **_whole(seen)}
        return None if before == self._label else _heading(seen, before)

    def new_problem(self, state: WatchState) -> str:
        """Why a frame got no answer, unless the one before said so; "" where it got one."""
        before, self._problem = self._problem, state.problem
        is_new = bool(state.problem) and state.problem != before
        self.problems += is_new
        return state.problem if is_new else ""


def _heading(seen: Observation, before: tuple[int, str] | None) -> dict[str, Any]:
    return {
        "at": _time_of_day(seen.captured_s),
        "frame": seen.frame,
        "label": seen.label,
        "index": seen.index,
        "confidence": round(seen.probability, 6),
        "sure": seen.sure,
        "previous": None if before is None else before[1],
    }


def _whole(seen: Observation) -> dict[str, Any]:
    smoothed, raw = classification_json(seen.smoothed), classification_json(seen.raw)
    timing = raw["timing_ms"]
    return {
        "predictions": smoothed["predictions"],
        "raw": {
            "label": raw["prediction"],
            "index": raw["predictions"][0]["index"],
            "confidence": raw["confidence"],
            "sure": raw["sure"],
        },
        # What decoding took is the camera's own time, and not ours to measure.
        "timing_ms": {"preprocess": timing["preprocess"], "invoke": timing["invoke"]},
    }


def _time_of_day(captured_s: float) -> str:
    age = timedelta(seconds=time.monotonic() - captured_s)
    return utc_text(datetime.now(timezone.utc) - age)
