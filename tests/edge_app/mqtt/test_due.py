"""When a state is told: at once, after a pause, or with the next heartbeat."""

import pytest

from edge_app.camera.observation import WAITING, CaptureStatus
from edge_app.mqtt.due import LEAST_PAUSE_S, Told, is_due, told_of
from tests.edge_app.mqtt.scenes import Scene

NOW_S = 1000.0


@pytest.fixture
def told(scene: Scene) -> Told:
    scene.see("cat", 0.9)
    return told_of(scene.known, at_s=NOW_S)


def due(scene: Scene, told: Told | None, after_s: float) -> bool:
    return is_due(told, scene.known, now_s=NOW_S + after_s, heartbeat_s=60.0)


def test_the_first_state_is_told_and_the_same_one_only_with_the_heartbeat(
    scene: Scene, told: Told
) -> None:
    assert due(scene, None, 0)
    assert not due(scene, told, 0)
    assert not due(scene, told, 59.9)
    assert due(scene, told, 60)


def test_another_label_and_a_switch_are_told_at_once(scene: Scene, told: Told) -> None:
    scene.see("ship", 0.9)
    assert due(scene, told, 0)
    scene.see("cat", 0.9)
    assert not due(scene, told, 0)
    scene.set_inference(False)
    assert due(scene, told, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "another"},
        {"problem": "The model is damaged."},
        {"capture": CaptureStatus(WAITING, "fake", "drawn objects", "It is gone.")},
    ],
)
def test_what_goes_on_around_is_told_after_a_pause(
    scene: Scene, told: Told, change: dict[str, object]
) -> None:
    scene.become(**{"observation": None, **change})
    paused = told_of(scene.known, at_s=NOW_S)
    assert not due(scene, paused, LEAST_PAUSE_S)
    scene.become(model="a third")
    assert not due(scene, paused, LEAST_PAUSE_S / 2)
    assert due(scene, paused, LEAST_PAUSE_S)
    assert due(scene, told, LEAST_PAUSE_S)


@pytest.mark.parametrize(("probability", "expected"), [(0.86, False), (0.84, True), (0.96, True)])
def test_a_confidence_is_told_when_it_has_moved_far(
    scene: Scene, told: Told, probability: float, expected: bool
) -> None:
    scene.see("cat", probability)
    assert not due(scene, told, LEAST_PAUSE_S / 2)
    assert due(scene, told, LEAST_PAUSE_S) is expected


def test_counts_and_rates_are_told_with_the_heartbeat_only(scene: Scene, told: Told) -> None:
    scene.become(inferences=99, inferences_per_second=3.0, dropped=5)
    assert not due(scene, told, 59.9)
