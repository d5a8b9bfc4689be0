"""What a real broker hears of a camera."""

import io
import json
import threading
from collections.abc import Callable

import pytest
from PIL import Image

from edge_app.camera.observation import STALLED, CaptureStatus
from edge_app.mqtt.publisher import Publisher
from edge_app.mqtt.session import Times
from edge_app.mqtt.topics import Topics
from tests.edge_app.mqtt.brokers import Listener, Mosquitto, until
from tests.edge_app.mqtt.scenes import Scene

pytestmark = pytest.mark.workstation

Start = Callable[..., Publisher]


@pytest.fixture
def running(
    server: Mosquitto, listener: Listener, publisher: Start, scene: Scene, topics: Topics
) -> Publisher:
    """A publisher that has told what it had to tell, which is that a cat is seen."""
    scene.see("cat", 0.91234)
    one = publisher(server.port)
    until(lambda: len(listener.on(topics.picture)) >= 2)  # At once, and after the announcement.
    return one


@pytest.mark.usefixtures("running")
def test_what_is_seen_is_told_and_kept_for_those_who_come_later(
    server: Mosquitto, listener: Listener, topics: Topics
) -> None:
    assert set(listener.on(topics.availability)) == {b"online"}
    assert listener.on(topics.label)[-1] == b"cat"
    assert listener.on(topics.confidence)[-1] == b"0.9123"
    assert listener.on(topics.inference)[-1] == b"ON"
    state = json.loads(listener.on(topics.state)[-1])
    assert (state["label"], state["index"], state["confidence"]) == ("cat", 3, 0.9123)
    assert state["camera"]["state"] == "running"
    later = Listener(server.port)
    try:
        kept = [topics.availability, topics.label, topics.confidence, topics.state]
        until(lambda: all(later.was_kept(topic) for topic in (*kept, topics.inference)))
        assert not later.was_kept(topics.picture)
    finally:
        later.close()


@pytest.mark.usefixtures("running")
def test_a_change_is_told_with_a_picture_and_a_result_like_the_last_is_not(
    listener: Listener, scene: Scene, topics: Topics
) -> None:
    listener.forget()
    scene.see("cat", 0.92)
    scene.see("ship", 0.8, index=8)
    until(lambda: listener.on(topics.picture))
    assert listener.on(topics.label) == [b"ship"]
    (change,) = map(json.loads, listener.on(topics.change))
    assert (change["label"], change["previous"]) == ("ship", "cat")
    picture = Image.open(io.BytesIO(listener.on(topics.picture)[0]))
    assert (picture.format, picture.size) == ("JPEG", (64, 48))


@pytest.mark.usefixtures("running")
def test_without_frames_no_label_is_claimed(
    listener: Listener, scene: Scene, topics: Topics
) -> None:
    scene.become(capture=CaptureStatus(STALLED, "fake", "drawn objects", "No frame for 5 s."))
    until(lambda: listener.on(topics.label)[-1:] == [b""])
    state = json.loads(listener.on(topics.state)[-1])
    assert (state["label"], state["confidence"]) == (None, None)
    assert state["camera"]["problem"] == "No frame for 5 s."


def test_the_heartbeat_tells_it_again(
    server: Mosquitto, listener: Listener, publisher: Start, scene: Scene, topics: Topics
) -> None:
    scene.see("cat")
    publisher(server.port, times=Times(heartbeat_s=0.1, settle_s=60, look_s=0.05))
    until(lambda: len(listener.on(topics.label)) >= 3)
    assert len(listener.on(topics.availability)) >= 2


@pytest.mark.usefixtures("running")
def test_a_confidence_that_moves_is_told_now_and_then(
    listener: Listener, scene: Scene, topics: Topics
) -> None:
    listener.forget()
    scene.see("cat", 0.6)
    until(lambda: listener.on(topics.confidence))
    assert listener.on(topics.confidence) == [b"0.6000"]
    assert json.loads(listener.on(topics.state)[-1])["confidence"] == 0.6
    assert listener.on(topics.label) == listener.on(topics.change) == []


@pytest.mark.usefixtures("running")
def test_inference_is_switched_by_a_command_and_its_state_follows(
    listener: Listener, scene: Scene, topics: Topics
) -> None:
    listener.say(topics.inference_command, "off")
    until(lambda: listener.on(topics.inference)[-1] == b"OFF")
    assert not scene.known.inference_on
    assert listener.on(topics.label)[-1] == b""
    listener.say(topics.inference_command, "ON")
    until(lambda: listener.on(topics.inference)[-1] == b"ON")


def test_a_command_that_is_none_or_was_kept_switches_nothing(
    server: Mosquitto,
    listener: Listener,
    publisher: Start,
    scene: Scene,
    topics: Topics,
    capfd: pytest.CaptureFixture[str],
) -> None:
    listener.say(topics.inference_command, "OFF", kept=True)
    publisher(server.port)
    until(lambda: listener.on(topics.inference))
    for words in ("maybe", "\x1b[2J", "x" * 100_000):
        listener.say(topics.inference_command, words)
    scene.see("end")
    until(lambda: listener.on(topics.label)[-1:] == [b"end"])
    assert listener.on(topics.inference)[-1] == b"ON"
    assert capfd.readouterr().err.count("is no command") == 1


@pytest.mark.usefixtures("running")
def test_home_assistant_hears_it_all_again_when_it_starts(
    listener: Listener, topics: Topics
) -> None:
    listener.forget()
    listener.say(topics.birth, "offline")
    listener.say(topics.birth, "online")
    until(lambda: len(listener.on(topics.state)) >= 2)  # The second when its entities are made.
    assert len(listener.on(topics.device_config)) == 1
    until(lambda: len(listener.on(topics.picture)) >= 2)


def test_at_the_end_the_device_is_offline_and_nothing_is_left_running(
    running: Publisher, listener: Listener, topics: Topics
) -> None:
    running.stop()
    until(lambda: listener.on(topics.availability)[-1] == b"offline")
    assert not running.is_alive
    assert "mqtt" not in [thread.name for thread in threading.enumerate()]


def test_the_end_waits_for_what_was_seen_last(
    running: Publisher, listener: Listener, scene: Scene, topics: Topics
) -> None:
    for number in range(50):
        scene.see(f"label {number}")
    running.stop()
    until(lambda: listener.on(topics.availability)[-1] == b"offline")
    assert json.loads(listener.on(topics.change)[-1])["label"] == "label 49"
