"""The templates of Home Assistant's entities, rendered with what is really told."""

import json

import jinja2
import pytest

from edge_app.mqtt.discovery import discovery_message
from edge_app.mqtt.messages import state_message
from edge_app.mqtt.topics import topics_of
from tests.edge_app.mqtt.scenes import Scene


def rendered(scene: Scene) -> dict[str, str]:
    """What each entity with a template shows; Home Assistant's templates are Jinja's."""
    topics = topics_of("porch", discovery="homeassistant")
    told = json.loads(state_message(scene.known, at="2026-01-31T12:00:00.000Z"))
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    entities = json.loads(discovery_message(topics))["components"]
    return {
        f"{name} {key}": environment.from_string(template).render(value_json=told)
        for name, entity in entities.items()
        for key, template in entity.items()
        if key.endswith("_template")
    }


def test_what_is_seen_is_shown(scene: Scene) -> None:
    scene.see("ship", 0.91234, index=8)
    shown = rendered(scene)
    assert shown["label value_template"] == "ship"
    assert shown["confidence value_template"] == "91.2"
    assert shown["trouble value_template"] == "OFF"
    assert shown["camera_state value_template"] == "running"
    assert shown["camera_rate value_template"] == "15.0"
    attributes = json.loads(shown["label json_attributes_template"])
    assert attributes == {"index": 8, "sure": True, "model": "cifar10-resnet8"}


@pytest.mark.parametrize("why", ["paused", "nothing seen yet"])
def test_what_is_not_known_is_shown_as_unknown(scene: Scene, why: str) -> None:
    if why == "paused":
        scene.see("ship")
        scene.set_inference(False)
    shown = rendered(scene)
    # The word for it: PAYLOAD_NONE of Home Assistant's MQTT integration.
    assert shown["label value_template"] == "None"
    assert shown["confidence value_template"] == "None"
    assert json.loads(shown["label json_attributes_template"])["sure"] is None
