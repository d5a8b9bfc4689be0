"""What is told of a moment, as the bytes that travel."""

import json
from typing import Any

from edge_app.camera.observation import RUNNING, CaptureStatus, Change, Observation, WatchState

ONLINE = b"online"
OFFLINE = b"offline"
ON = b"ON"
OFF = b"OFF"


def seen(state: WatchState) -> Observation | None:
    """What the camera sees now; None where nothing is known: it gives no frames, or none is looked
    at."""
    return state.observation if state.inference_on and state.capture.state == RUNNING else None


def state_message(state: WatchState, *, at: str) -> bytes:
    """Everything that is known, as JSON; ``at`` is the time of day, ISO 8601, UTC.

    ``label``, ``index``, ``confidence`` (0..1) and ``sure`` are null where nothing is known.
    """
    now = seen(state)
    return _json(
        {
            "at": at,
            "label": now and now.label,
            "index": now and now.index,
            "confidence": now and round(now.probability, 4),
            "sure": now and now.sure,
            "model": state.model,
            "camera": _camera(state.capture),
            "inference": {
                "on": state.inference_on,
                "count": state.inferences,
                "per_second": round(state.inferences_per_second, 2),
                "dropped": state.dropped,
                "problem": state.problem,
            },
        }
    )


def label_message(state: WatchState) -> bytes:
    """The label as plain text; empty where nothing is known."""
    now = seen(state)
    return now.label.encode() if now else b""


def confidence_message(state: WatchState) -> bytes:
    """Its probability, 0..1, with four decimals; empty where nothing is known."""
    now = seen(state)
    return f"{now.probability:.4f}".encode() if now else b""


def inference_message(state: WatchState) -> bytes:
    """Whether frames are looked at."""
    return ON if state.inference_on else OFF


def change_message(change: Change, previous: str | None) -> bytes:
    """One change of the label, as JSON; ``previous`` is the label before, None for the first."""
    return _json(
        {
            "at": change.at,
            "label": change.label,
            "index": change.index,
            "confidence": round(change.probability, 4),
            "sure": change.sure,
            "frame": change.frame,
            "previous": previous,
        }
    )


def _camera(capture: CaptureStatus) -> dict[str, Any]:
    return {
        "state": capture.state,
        # Not its address, in which a password may stand.
        "source": capture.description,
        "problem": capture.problem,
        "frames": capture.frames,
        "torn": capture.torn,
        "reopened": capture.reopened,
        "frames_per_second": round(capture.frames_per_second, 2),
    }


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
