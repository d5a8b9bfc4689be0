"""What is known of a camera, as the API says it."""

import time

from edge_app.camera.observation import CaptureStatus, Change, Observation, WatchState
from edge_app.output import classification_json
from edge_app.web.camera.shapes import (
    CameraAnswer,
    CaptureJson,
    ChangeJson,
    InferenceJson,
    RegionJson,
    SeenJson,
)


def camera_json(state: WatchState, *, max_fps: float | None) -> CameraAnswer:
    """The answer about a state of this moment; ``max_fps`` is the limit of the classification."""
    seen, now_s = state.observation, time.monotonic()
    return {
        "serial": state.serial,
        "model": state.model,
        "camera": _capture(state.capture),
        "inference": _inference(state, max_fps),
        "region": _region(state.region),
        "prediction": None if seen is None else _seen(seen, now_s),
        "history": [_change(change) for change in state.history],
    }


def _capture(status: CaptureStatus) -> CaptureJson:
    return {
        "state": status.state,  # type: ignore[typeddict-item]
        "source": status.address,
        "description": status.description,
        "problem": status.problem,
        "frames": status.frames,
        "torn": status.torn,
        "reopened": status.reopened,
        "frames_per_second": round(status.frames_per_second, 2),
        "age_ms": None if status.age_s is None else _milliseconds(status.age_s),
    }


def _inference(state: WatchState, max_fps: float | None) -> InferenceJson:
    return {
        "on": state.inference_on,
        "count": state.inferences,
        "per_second": round(state.inferences_per_second, 2),
        "max_fps": max_fps,
        "dropped": state.dropped,
        "problem": state.problem,
    }


def _region(region: tuple[float, float, float, float] | None) -> RegionJson | None:
    if region is None:
        return None
    left, top, width, height = region
    return {"left": left, "top": top, "width": width, "height": height}


def _seen(seen: Observation, now_s: float) -> SeenJson:
    smoothed, raw = classification_json(seen.smoothed), classification_json(seen.raw)
    timing = raw["timing_ms"]
    return {
        "label": seen.label,
        "index": seen.index,
        "confidence": smoothed["confidence"],
        "sure": seen.sure,
        "since_ms": _milliseconds(now_s - seen.since_s),
        "frame": seen.frame,
        "age_ms": _milliseconds(now_s - seen.captured_s),
        "predictions": smoothed["predictions"],
        "raw": {
            "label": raw["prediction"],
            "index": raw["predictions"][0]["index"],
            "confidence": raw["confidence"],
            "predictions": raw["predictions"],
        },
        "timing_ms": {"preprocess": timing["preprocess"], "invoke": timing["invoke"]},
    }


def _change(change: Change) -> ChangeJson:
    return {
        "label": change.label,
        "index": change.index,
        "confidence": round(change.probability, 6),
        "sure": change.sure,
        "frame": change.frame,
        "at": change.at,
    }


def _milliseconds(seconds: float) -> float:
    return max(0.0, round(1000 * seconds, 1))
