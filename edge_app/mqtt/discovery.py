"""What Home Assistant is told, so that the device appears there by itself.

One message for the device with all its entities: "device discovery payload" of
https://www.home-assistant.io/integrations/mqtt/, known to Home Assistant from 2024.11 on.
"""

import json
from typing import Any

from edge_app import __version__
from edge_app.mqtt.topics import Topics

MAKER = "Edge Image Classifier"
ORIGIN = "edge-app"
DIAGNOSTIC = "diagnostic"
PER_SECOND = "1/s"


def discovery_message(topics: Topics) -> bytes:
    """The payload for ``topics.device_config``, as JSON."""
    payload = {
        "device": {
            "identifiers": [topics.identifier],
            "name": topics.name,
            "manufacturer": MAKER,
            "model": "Camera",
            "sw_version": __version__,
        },
        "origin": {"name": ORIGIN, "sw_version": __version__},
        "availability_topic": topics.availability,
        "qos": 1,
        "components": {
            name: {"unique_id": f"{topics.identifier}_{name}", **entity}
            for name, entity in _entities(topics).items()
        },
    }
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _entities(topics: Topics) -> dict[str, dict[str, Any]]:
    return {
        "label": _label(topics),
        "confidence": _confidence(topics),
        "picture": {"platform": "camera", "name": "Picture", "topic": topics.picture},
        "inference": {
            "platform": "switch",
            "name": "Classification",
            "icon": "mdi:eye",
            "state_topic": topics.inference,
            "command_topic": topics.inference_command,
        },
        "trouble": {
            "platform": "binary_sensor",
            "name": "Camera trouble",
            "device_class": "problem",
            "entity_category": DIAGNOSTIC,
            "state_topic": topics.state,
            "value_template": "{{ 'ON' if value_json.camera.problem else 'OFF' }}",
        },
        "camera_state": {
            **_told(topics, "Camera state", "camera.state"),
            "icon": "mdi:camera",
        },
        "camera_rate": _rate(topics, "Frames per second", "camera.frames_per_second"),
        "inference_rate": _rate(topics, "Classified per second", "inference.per_second"),
    }


def _label(topics: Topics) -> dict[str, Any]:
    return {
        "platform": "sensor",
        "name": "Label",
        "icon": "mdi:image-search",
        "state_topic": topics.state,
        # Of a null the template makes "None", which is the word for an unknown state.
        "value_template": "{{ value_json.label }}",
        "json_attributes_topic": topics.state,
        "json_attributes_template": "{{ {'index': value_json.index, 'sure': value_json.sure, "
        "'model': value_json.model} | tojson }}",
    }


def _confidence(topics: Topics) -> dict[str, Any]:
    return {
        "platform": "sensor",
        "name": "Confidence",
        "icon": "mdi:percent",
        "unit_of_measurement": "%",
        "state_class": "measurement",
        "suggested_display_precision": 0,
        "state_topic": topics.state,
        "value_template": "{{ (value_json.confidence * 100) | round(1) "
        "if value_json.confidence is number else None }}",
    }


def _told(topics: Topics, name: str, field: str) -> dict[str, Any]:
    return {
        "platform": "sensor",
        "name": name,
        "entity_category": DIAGNOSTIC,
        "state_topic": topics.state,
        "value_template": f"{{{{ value_json.{field} }}}}",
    }


def _rate(topics: Topics, name: str, field: str) -> dict[str, Any]:
    return {
        **_told(topics, name, field),
        "icon": "mdi:speedometer",
        "unit_of_measurement": PER_SECOND,
        "state_class": "measurement",
        "suggested_display_precision": 1,
    }
