from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from edge_app.camera.observation import CaptureStatus, Observation, WatchState
from edge_app.camera.overlay import draw, words
from edge_app.predictions import Classification, Prediction, Timing

ANSWER = Classification((Prediction("cat", 3, 0.974),), Timing(0, 0, 0))
SEEN = Observation(7, 1.0, "cat", 3, 0.974, True, 0.5, ANSWER, ANSWER)
STATE = WatchState(
    serial=1,
    capture=CaptureStatus("running", "fake"),
    inference_on=True,
    model="net",
    region=(0.25, 0.25, 0.5, 0.5),
    inferences=1,
    inferences_per_second=1.0,
    dropped=0,
    observation=SEEN,
    history=(),
)
LIGHT, DARK = 255, 0


def frame(value: int = 128, size: tuple[int, int] = (120, 160)) -> np.ndarray:
    return np.full((*size, 3), value, np.uint8)


def test_it_says_the_label_with_its_confidence() -> None:
    assert words(STATE) == ["cat 97 %"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"observation": replace(SEEN, sure=False)}, ["not sure: cat 97 %"]),
        ({"observation": replace(SEEN, sure=None)}, ["cat 97 %"]),
        ({"observation": None}, []),
        ({"observation": None, "inference_on": False}, ["paused"]),
        ({"problem": "The model has no answer."}, ["cat 97 %", "The model has no answer."]),
        (
            {"capture": CaptureStatus("stalled", "fake", problem="No frame came for 5 s.")},
            ["cat 97 %", "No frame came for 5 s."],
        ),
    ],
)
def test_it_says_what_else_is_to_be_known(change: dict[str, Any], expected: list[str]) -> None:
    assert words(replace(STATE, **change)) == expected


def test_the_frame_itself_is_not_written_to() -> None:
    pixels = frame()
    pixels.flags.writeable = False
    drawn = draw(pixels, STATE)
    assert (pixels == 128).all()
    assert (drawn.dtype, drawn.shape) == (np.uint8, pixels.shape)


def test_the_region_is_drawn_at_its_edges_and_nothing_outside() -> None:
    drawn = draw(frame(), replace(STATE, observation=None))
    changed = (drawn != 128).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (30, 89, 40, 119)
    assert not changed[40:80, 50:110].any()


@pytest.mark.parametrize("value", [0, 128, 255])
def test_words_are_seen_before_any_background(value: int) -> None:
    pixels = frame(value, size=(480, 640))
    without = draw(pixels, replace(STATE, observation=None))
    changed = (draw(pixels, STATE) != without).any(axis=2)
    written = draw(pixels, STATE)[changed]
    if value != LIGHT:
        assert (written == LIGHT).all(axis=1).any()
    if value != DARK:
        assert (written == DARK).all(axis=1).any()


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (32, 32), (1080, 1920)])
@pytest.mark.parametrize("region", [(0.0, 0.0, 1.0, 1.0), (0.99, 0.99, 0.01, 0.01), None])
def test_a_frame_of_any_size_is_drawn_into(
    size: tuple[int, int], region: tuple[float, ...] | None
) -> None:
    state = replace(STATE, region=region, problem="Something long that has to be broken. " * 4)
    assert draw(frame(size=size), state).shape == (*size, 3)


def test_a_long_line_is_broken_so_that_it_stays_in_the_frame() -> None:
    state = replace(STATE, observation=None, region=(0.0, 0.0, 1.0, 1.0))
    last_rows = []
    for problem in ("one", "one two three four five six " * 4):
        drawn = draw(frame(size=(240, 320)), replace(state, problem=problem))
        inside = drawn[10:230, 10:317]
        rows, columns = np.nonzero((inside != 128).any(axis=2))
        assert columns.max() < inside.shape[1] - 1
        last_rows.append(rows.max())
    assert last_rows[1] > last_rows[0] + 8
