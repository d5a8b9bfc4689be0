"""Topics of any name, and names that can be none."""

import re
import socket

import pytest

from edge_app.errors import SettingsError
from edge_app.mqtt.topics import topics_of


def test_a_plain_name_is_its_own_topic() -> None:
    topics = topics_of("front-door_2", discovery="homeassistant")
    assert topics.state == "edge_app/front-door_2/state"
    assert topics.inference_command == "edge_app/front-door_2/inference/set"
    assert topics.device_config == "homeassistant/device/edge_app_front-door_2/config"
    assert topics.birth == "homeassistant/status"


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("a/b", "edge_app/a-b"),
        ("all#+", "edge_app/all-"),
        ("front  door", "edge_app/front_door"),
        ("K\u00fcche", "edge_app/K\u00fcche"),
        ("\u53a8\u623f", "edge_app/\u53a8\u623f"),
        ("a\0b\x1b", "edge_app/ab"),
    ],
)
def test_what_has_a_meaning_in_topics_is_replaced(name: str, base: str) -> None:
    topics = topics_of(name, discovery="homeassistant")
    assert topics.base == base
    # All that Home Assistant takes.
    assert re.fullmatch(r"[A-Za-z0-9_-]+", topics.identifier)


def test_names_that_differ_have_identifiers_that_differ() -> None:
    names = ["K\u00fcche", "K\u00e4che", "K-che", "\u53a8\u623f", "\u5ba2\u5385"]
    found = {topics_of(name, discovery="none").identifier for name in names}
    assert len(found) == len(names)


def test_without_a_name_it_is_the_machines() -> None:
    topics = topics_of(None, discovery="none")
    assert topics.name == socket.gethostname().partition(".")[0]


@pytest.mark.parametrize("name", ["###", " ", "\x1b", "x" * 101])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="mqtt_name is"):
        topics_of(name, discovery="none")


def test_the_prefix_may_be_another_or_none() -> None:
    assert topics_of("a", discovery="none").discovery is None
    assert topics_of("a", discovery="/ha/x/").device_config == "ha/x/device/edge_app_a/config"
    for bad in ("/", "ha/#", "+/ha", "h\x1ba"):
        with pytest.raises(SettingsError, match="mqtt_discovery is"):
            topics_of("a", discovery=bad)
