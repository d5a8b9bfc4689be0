"""What a camera says in the health and in the figures."""

from collections.abc import Callable

import numpy as np
from prometheus_client.parser import text_string_to_metric_families as parse

from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.settings import Settings
from edge_app.web import create_app
from tests.edge_app.camera.handed import BLUE, RED, until
from tests.edge_app.web.camera.conftest import Filmed


def figures(filmed: Filmed) -> dict[str, float]:
    families = parse(filmed.client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {one.name: one.value for one in samples if one.name.startswith("edge_app_camera_")}


def test_the_figures_are_those_of_the_camera(filmed: Filmed) -> None:
    before = figures(filmed)
    assert "edge_app_camera_frame_age_seconds" not in before
    filmed.show(RED)
    filmed.show(BLUE)
    found = figures(filmed)
    assert found["edge_app_camera_running"] == 1
    assert found["edge_app_camera_frames_total"] == found["edge_app_camera_inferences_total"] == 2
    assert found["edge_app_camera_frame_age_seconds"] >= 0
    assert found["edge_app_camera_streams_limit"] == 4
    filmed.order(inference=False)
    assert figures(filmed)["edge_app_camera_inference_on"] == 0


def test_without_a_camera_there_are_no_figures_of_one(classifier: Classifier) -> None:
    assert "edge_app_camera" not in create_app(classifier).test_client().get("/metrics").text


def test_all_is_well_while_frames_come_and_while_it_is_stopped(filmed: Filmed) -> None:
    filmed.show(RED)
    assert filmed.client.get("/healthz").json["status"] == "ok"
    filmed.camera.is_open = False
    filmed.order(running=False)
    assert filmed.client.get("/healthz").json["status"] == "ok"


def test_a_camera_in_trouble_degrades_the_health_and_nothing_else(
    classifier: Classifier, picture: bytes
) -> None:
    settings = Settings(stall_limit=1.0, frame_rate=50.0)
    with arranged(settings, lambda: classifier, address="fake:ship,20;stall,60s") as watcher:
        client = create_app(classifier, camera=watcher).test_client()
        until(watcher, lambda state: state.capture.frames and state.capture.problem)
        health = client.get("/healthz")
        assert (health.status_code, health.json["status"]) == (200, "degraded")
        (note,) = health.json["notes"]
        assert note.startswith("Camera: ")
        assert "The latest frame is " in note
        answer = client.post("/api/v1/classify", data=picture, content_type="image/jpeg")
        assert answer.status_code == 200


def test_a_loop_that_ended_degrades_it_too(filmed: Filmed) -> None:
    filmed.show(RED)
    filmed.camera.is_open = False
    filmed.watcher.stop()
    health = filmed.client.get("/healthz").json
    assert health["status"] == "degraded"
    assert health["notes"][0] == "Camera: it does not go on. Restart the application."


def test_a_frame_without_an_answer_degrades_it_too(filming: Callable[..., Filmed]) -> None:
    filmed = filming(region=(0.0, 0.0, 1.0, 1.0))
    filmed.show(RED)
    filmed.camera.show(np.zeros((4, 4), np.uint8))  # Not a picture in colours.
    until(filmed.watcher, lambda state: state.problem)
    health = filmed.client.get("/healthz").json
    assert health["status"] == "degraded"
    assert "expected uint8 (height, width, 3)" in health["notes"][0]
