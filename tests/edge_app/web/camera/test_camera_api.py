import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from edge_app.web.camera.viewing import MOST_WAITING
from tests.edge_app.camera.handed import BLUE, GREEN, RED, halves
from tests.edge_app.web.camera.conftest import Filmed

RIGHT_HALF = {"left": 0.5, "top": 0.0, "width": 0.5, "height": 1.0}
ROUTES = [
    ("GET", "/camera/frame.jpg"),
    ("GET", "/camera/snapshot.jpg"),
    ("GET", "/camera/stream.mjpg"),
    ("GET", "/api/v1/camera"),
    ("POST", "/api/v1/camera"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_camera_it_is_said_how_to_get_one(
    client: FlaskClient, method: str, path: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 404
    assert "--camera" in answer.text
    if path.startswith("/api"):
        assert answer.json["error"]["code"] == "no_camera"


def test_the_page_is_there_with_a_camera_and_without(client: FlaskClient, filmed: Filmed) -> None:
    for one in (client, filmed.client):
        answer = one.get("/camera")
        assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_before_the_first_frame_there_is_no_prediction(filmed: Filmed) -> None:
    state = filmed.state()
    assert (state["prediction"], state["region"], state["history"]) == (None, None, [])
    assert (state["camera"]["age_ms"], state["camera"]["frames"]) == (None, 0)


def test_the_answer_says_what_is_seen(filmed: Filmed) -> None:
    state = filmed.show(RED)
    seen = state["prediction"]
    assert (seen["label"], seen["index"], seen["sure"], seen["frame"]) == ("red", 0, None, 1)
    assert seen["confidence"] == pytest.approx(1)
    assert [one["label"] for one in seen["predictions"]] == ["red", "green", "blue"]
    assert seen["raw"]["label"] == "red"
    assert seen["age_ms"] >= 0
    assert seen["timing_ms"]["invoke"] > 0
    assert state["region"] == {"left": 0.125, "top": 0.0, "width": 0.75, "height": 1.0}
    camera = state["camera"]
    assert (camera["state"], camera["source"], camera["frames"]) == ("running", "in the hand", 1)
    assert state["inference"] == {
        "on": True,
        "count": 1,
        "per_second": state["inference"]["per_second"],
        "max_fps": None,
        "dropped": 0,
        "problem": "",
    }
    assert filmed.show(BLUE)["history"][0]["label"] == "blue"


def test_the_limit_of_the_rate_is_said(filming: Callable[..., Filmed]) -> None:
    assert filming(max_fps=2.5).state()["inference"]["max_fps"] == 2.5


def test_a_change_is_waited_for(filmed: Filmed) -> None:
    serial = filmed.show(RED)["serial"]
    threading.Timer(0.2, filmed.camera.show, [GREEN]).start()
    while True:  # That the camera runs is a change, too, and may come round late.
        state = filmed.state(f"?after={serial}&wait=10")
        assert state["serial"] != serial
        if state["prediction"]["label"] == "green":
            break
        serial = state["serial"]


def test_without_a_change_the_wait_ends_with_the_same_serial(filmed: Filmed) -> None:
    filmed.show(RED)
    filmed.watcher.wait(filmed.state()["serial"], 0.5)
    serial = filmed.state()["serial"]
    began_s = time.monotonic()
    assert filmed.state(f"?after={serial}&wait=1")["serial"] == serial
    assert time.monotonic() - began_s >= 1


@pytest.mark.parametrize("query", ["", "?after=0", "?wait=25", "?after=99999999&wait=25"])
def test_otherwise_the_answer_comes_at_once(filmed: Filmed, query: str) -> None:
    began_s = time.monotonic()
    filmed.state(query)
    assert time.monotonic() - began_s < 10


def test_when_too_many_wait_the_next_is_answered_at_once(filmed: Filmed) -> None:
    filmed.show(RED)
    filmed.watcher.wait(filmed.state()["serial"], 0.5)
    query = f"?after={filmed.state()['serial']}&wait=25"
    waiting = [threading.Thread(target=filmed.state, args=(query,)) for _ in range(MOST_WAITING)]
    for one in waiting:
        one.start()
    time.sleep(0.3)
    began_s = time.monotonic()
    filmed.state(query)
    assert time.monotonic() - began_s < 10
    assert all(one.is_alive() for one in waiting)
    filmed.app.extensions["stopping"].set()  # As the server does when it stops.
    for one in waiting:
        one.join(5)
        assert not one.is_alive()


def test_inference_is_switched(filmed: Filmed) -> None:
    filmed.show(RED)
    state = filmed.order(inference=False)
    assert (state["inference"]["on"], state["prediction"]) == (False, None)
    assert filmed.order(inference=True)["inference"]["on"] is True
    assert filmed.show(GREEN)["prediction"]["label"] == "green"


def test_a_region_changes_the_answer_and_null_is_the_square_again(filmed: Filmed) -> None:
    assert filmed.order(region={**RIGHT_HALF, "left": 0})["region"] is None
    assert filmed.show(halves(RED, BLUE))["prediction"]["label"] == "red"
    state = filmed.order(region=RIGHT_HALF)
    assert (state["region"], state["prediction"]) == (RIGHT_HALF, None)
    while not filmed.state()["prediction"]:
        filmed.watcher.wait(filmed.state()["serial"], 1.0)
    assert filmed.state()["prediction"]["label"] == "blue"
    assert filmed.order(region=None)["region"]["width"] == 0.75


def test_a_region_that_was_answered_can_be_sent_again(filmed: Filmed) -> None:
    filmed.show(RED)
    third = {"left": 1 / 3, "top": 2 / 3, "width": 2 / 3, "height": 1 / 3}
    region = filmed.order(region=third)["region"]
    assert filmed.order(region=region)["region"] == third


def test_the_camera_is_let_go_and_opened_again(filmed: Filmed) -> None:
    filmed.show(RED)
    filmed.camera.is_open = False  # Its read would be waited for.
    assert filmed.order(running=False)["camera"]["state"] == "stopped"
    assert filmed.order(running=True)["camera"]["state"] != "stopped"
    assert filmed.show(BLUE)["camera"]["state"] == "running"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"inference": 1}, "bad_json", "'inference' that is not true or false"),
        ({"running": "yes"}, "bad_json", "'running' that is not true or false"),
        ({"inference": True, "rotate": 90}, "bad_json", "unknown field 'rotate'"),
        ({"region": [0, 0, 1, 1]}, "bad_json", "The region is not a JSON object"),
        ({"region": {"left": 0}}, "bad_json", "The region lacks the field 'top'"),
        ({"region": {**RIGHT_HALF, "left": None}}, "bad_json", "'left' that is not a number"),
        ({"region": {**RIGHT_HALF, "left": True}}, "bad_json", "'left' that is not a number"),
        ({"region": {**RIGHT_HALF, "left": 0.6}}, "bad_region", "The region is [0.6, 0.0"),
        ({"region": {**RIGHT_HALF, "width": 0}}, "bad_region", "such as 0.25,0,0.5,1"),
        ({"region": {**RIGHT_HALF, "left": 1e400}}, "bad_region", "The region is"),
    ],
)
def test_a_wrong_order_is_refused_in_words_and_changes_nothing(
    filmed: Filmed, body: dict[str, Any], code: str, words: str
) -> None:
    filmed.show(RED)
    filmed.order(inference=False)
    before = filmed.state()
    text = json.dumps(body).replace("Infinity", "1e400")
    answer = filmed.client.post("/api/v1/camera", data=text, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, code)
    assert words in answer.json["error"]["message"]
    after = filmed.state()
    assert (after["inference"]["on"], after["region"]) == (False, before["region"])


@pytest.mark.parametrize(
    "query", ["?wait=26", "?wait=-1", "?after=x", "?after=1&after=2", "?since=1", "?wait=0.5"]
)
def test_a_wrong_parameter_is_refused(filmed: Filmed, query: str) -> None:
    answer = filmed.client.get(f"/api/v1/camera{query}")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_parameter")


def test_a_number_of_a_million_digits_is_refused(filmed: Filmed) -> None:
    text = '{"region": {"left": 0.' + "0" * 10**6 + "}}"
    answer = filmed.client.post("/api/v1/camera", data=text, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_json")
    assert "40 digits" in answer.json["error"]["message"]
