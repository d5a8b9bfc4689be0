"""What Home Assistant is told has what its documentation asks for, and no key that it lacks."""

import json
from typing import Any

import pytest

from edge_app.mqtt.discovery import discovery_message
from edge_app.mqtt.topics import Topics, topics_of

# https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload and the pages of the
# integrations, as of 2025: the keys of each, those that it must have with a star.
SHARED = "availability_topic qos components* device* origin*"
DEVICE = "identifiers* name manufacturer model sw_version"
ORIGIN = "name* sw_version"
ANY = "platform* unique_id* name icon entity_category"
ATTRIBUTES = "json_attributes_topic json_attributes_template"
MEASURED = "state_class unit_of_measurement suggested_display_precision device_class"
PLATFORMS = {
    "sensor": f"state_topic* value_template {MEASURED} {ATTRIBUTES}",
    "binary_sensor": "state_topic* value_template device_class payload_on payload_off",
    "camera": "topic*",
    "switch": "command_topic* state_topic payload_on payload_off",
}


def check(found: dict[str, Any], keys: str) -> None:
    known = {key.rstrip("*") for key in keys.split()}
    assert set(found) <= known
    assert {key[:-1] for key in keys.split() if key.endswith("*")} <= set(found)


@pytest.fixture
def topics() -> Topics:
    return topics_of("K\u00fcche", discovery="homeassistant")


@pytest.fixture
def payload(topics: Topics) -> dict[str, Any]:
    return json.loads(discovery_message(topics))


def test_every_key_is_documented_and_none_is_missing(payload: dict[str, Any]) -> None:
    check(payload, SHARED)
    check(payload["device"], DEVICE)
    check(payload["origin"], ORIGIN)
    for component in payload["components"].values():
        check(component, f"{ANY} {PLATFORMS[component['platform']]}")


def test_the_device_has_its_name_and_its_entities(payload: dict[str, Any], topics: Topics) -> None:
    assert payload["device"]["name"] == "K\u00fcche"
    assert payload["device"]["identifiers"] == [topics.identifier]
    components = payload["components"]
    platforms = {name: component["platform"] for name, component in components.items()}
    assert platforms["label"] == platforms["confidence"] == "sensor"
    assert (platforms["picture"], platforms["inference"]) == ("camera", "switch")
    unique = [component["unique_id"] for component in components.values()]
    assert len(set(unique)) == len(unique)


def test_every_topic_is_one_that_is_told_or_obeyed(payload: dict[str, Any], topics: Topics) -> None:
    ours = {topics.state, topics.inference, topics.inference_command, topics.picture}
    for component in payload["components"].values():
        assert {value for key, value in component.items() if key.endswith("topic")} <= ours
    assert payload["availability_topic"] == topics.availability


def test_the_device_id_has_only_letters_that_are_taken(topics: Topics) -> None:
    assert topics.device_config.isascii()
