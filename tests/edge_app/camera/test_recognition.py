import time
from collections.abc import Callable

import pytest

from edge_app import Classifier
from edge_app.camera.frame import Frame
from edge_app.camera.observation import Observation
from edge_app.camera.recognition import Recognition
from tests.edge_app.camera.handed import BLUE, GREEN, RED, halves, painted

Color = tuple[int, int, int]


def observed(
    classifier: Classifier, *colors: Color, smoothing: float = 0.0, hold: int = 1, top: int = 3
) -> Observation:
    """What is seen in the last of frames that come ten a second."""
    recognition = Recognition(smoothing=smoothing, hold=hold, top=top)
    for number, color in enumerate(colors, start=1):
        frame = Frame(painted(color), 50 + number / 10, number)
        seen = recognition.observe(frame, classifier, None, row=1)
    return seen


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.9])
def test_the_model_is_not_sure_of_a_class_that_leads_no_longer(
    with_thresholds: Callable[[str], Classifier], threshold: float
) -> None:
    classifier = with_thresholds(f"[{threshold}, {threshold}, {threshold}]")
    assert observed(classifier, RED).sure is True
    seen = observed(classifier, RED, GREEN, smoothing=0.4, hold=9)
    assert (seen.label, seen.sure) == ("red", False)
    assert seen.probability == pytest.approx(0.4, abs=0.01)


def test_of_a_class_without_a_threshold_it_is_never_sure(
    with_thresholds: Callable[[str], Classifier],
) -> None:
    assert observed(with_thresholds("[null, 0.5, 0.5]"), RED).sure is False


def test_so_many_classes_are_named_the_held_one_first(colors: Classifier) -> None:
    seen = observed(colors, RED, GREEN, GREEN, hold=9, top=2)
    assert [one.label for one in seen.smoothed.predictions] == ["red", "green"]
    assert [one.label for one in seen.raw.predictions] == ["green", "red"]


def test_the_time_of_a_frame_and_of_its_label_are_those_of_the_camera(colors: Classifier) -> None:
    seen = observed(colors, RED, BLUE, BLUE)
    assert (seen.frame, seen.captured_s) == (3, pytest.approx(50.3))
    assert seen.since_s == pytest.approx(50.2)
    assert seen.raw.timing.invoke_ms > 0


def test_another_row_begins_anew(colors: Classifier) -> None:
    recognition = Recognition(smoothing=0.9, hold=9, top=3)
    now_s = time.monotonic()
    frame = Frame(halves(RED, BLUE), now_s, 1)
    assert recognition.observe(frame, colors, (0.0, 0.0, 0.5, 1.0), row=1).label == "red"
    right = (0.5, 0.0, 0.5, 1.0)
    assert recognition.observe(frame, colors, right, row=1).label == "red"
    assert recognition.observe(frame, colors, right, row=2).label == "blue"
