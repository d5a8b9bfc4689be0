"""docs/mqtt.md says what is really told."""

import json
import re
from pathlib import Path

import pytest

from edge_app.camera.observation import STATES
from edge_app.mqtt.change_queue import ChangeQueue
from edge_app.mqtt.discovery import discovery_message
from edge_app.mqtt.messages import change_message, state_message
from edge_app.mqtt.topics import topics_of
from tests.edge_app.mqtt.scenes import Scene


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs/mqtt.md").read_text()


def keys(content: object) -> object:
    """The keys of an object, with those of the objects in it."""
    return {k: keys(v) for k, v in content.items()} if isinstance(content, dict) else None


def test_the_objects_shown_have_the_fields_that_are_told(page: str, scene: Scene) -> None:
    scene.see("ship", index=8)
    queue = ChangeQueue(limit=1)
    queue.note(scene.known.history)
    told = [
        state_message(scene.known, at="2026-01-31T12:00:00.000Z"),
        change_message(queue.take().change, "airplane"),
    ]
    shown = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert [keys(json.loads(one)) for one in shown] == [keys(json.loads(one)) for one in told]


def test_every_topic_entity_and_state_is_there(page: str) -> None:
    topics = topics_of("porch", discovery="homeassistant")
    for name in ("state", "label", "confidence", "change", "picture", "availability", "inference"):
        assert f"| `{getattr(topics, name).removeprefix('edge_app/porch/')}` |" in page
    assert "| `inference/set` |" in page
    for entity in json.loads(discovery_message(topics))["components"].values():
        assert entity["name"] in page
    assert [state for state in STATES if f"`{state}`" not in page] == []
    assert topics.device_config in page


@pytest.mark.workstation
def test_every_figure_is_there(page: str) -> None:
    from edge_app.mqtt.broker import Broker
    from edge_app.mqtt.part import MqttPart
    from edge_app.mqtt.publisher import Publisher

    topics = topics_of("porch", discovery="none")
    publisher = Publisher(Scene(), Broker("127.0.0.1", 1), topics)
    publisher.start()
    figures = MqttPart(publisher).figures()
    publisher.stop()
    for figure in figures:
        assert f"`edge_app_{figure.name}{'_total' if figure.is_counter else ''}`" in page
