"""Lines of JSON from states."""

import json
import time
from datetime import datetime, timezone

from edge_app.camera.lines import Lines
from edge_app.camera.observation import RUNNING, CaptureStatus, Observation, WatchState
from edge_app.predictions import Classification, Prediction, Timing

TIMING = Timing(decode_ms=0.0, preprocess_ms=1.5, invoke_ms=2.5)


def seen(frame: int, label: str, *, age_s: float = 0.0) -> WatchState:
    index = ("cat", "dog").index(label)
    answer = Classification((Prediction(label, index, 0.75),), TIMING, sure=True, threshold=0.5)
    now_s = time.monotonic()
    observation = Observation(
        frame, now_s - age_s, label, index, 0.75, True, now_s, raw=answer, smoothed=answer
    )
    return state(observation)


def state(observation: Observation | None) -> WatchState:
    capture = CaptureStatus(state=RUNNING, address="fake")
    return WatchState(1, capture, True, "net", None, 0, 0.0, 0, observation, ())


def test_a_change_of_the_label_makes_a_line_and_nothing_else_does() -> None:
    lines = Lines()
    states = [state(None), seen(1, "cat"), seen(2, "cat"), seen(3, "dog"), seen(4, "cat")]
    made = [lines.of(one) for one in states]
    assert made[0] is None
    assert made[2] is None
    said = [(line["frame"], line["label"], line["previous"]) for line in made if line]
    assert said == [(1, "cat", None), (3, "dog", "cat"), (4, "cat", "dog")]
    assert lines.frames == 4
    assert list(made[1]) == ["at", "frame", "label", "index", "confidence", "sure", "previous"]


def test_every_frame_makes_one_line_however_often_its_state_comes() -> None:
    lines = Lines(every_frame=True)
    one, two = seen(1, "cat"), seen(2, "cat")
    made = [lines.of(state) for state in (one, one, two)]
    assert [line and line["frame"] for line in made] == [1, None, 2]
    assert made[2]["previous"] == "cat"
    assert made[2]["raw"] == {"label": "cat", "index": 0, "confidence": 0.75, "sure": True}
    assert made[2]["predictions"] == [{"label": "cat", "index": 0, "probability": 0.75}]
    assert made[2]["timing_ms"] == {"preprocess": 1.5, "invoke": 2.5}
    json.dumps(made)


def test_the_time_is_that_of_the_frame() -> None:
    line = Lines().of(seen(1, "cat", age_s=100.0))
    age = datetime.now(timezone.utc) - datetime.fromisoformat(line["at"].replace("Z", "+00:00"))
    assert 99 < age.total_seconds() < 110
