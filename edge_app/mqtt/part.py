"""What a server shows of its publisher, in its health and in its figures."""

from edge_app.mqtt.publisher import Publisher
from edge_app.web.parts import Figure


class MqttPart:
    """A ``Part`` of the web application."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def faults(self) -> list[str]:
        """None: a server whose broker is away answers as well as ever."""
        return []

    def notes(self) -> list[str]:
        """Why the broker is not told anything, while it is not."""
        problem = self._publisher.status().problem
        return [f"MQTT: {problem}"] if problem else []

    def figures(self) -> list[Figure]:
        """Whether the broker is there, and what became of what it was to be told."""
        status = self._publisher.status()
        return [
            Figure("mqtt_connected", "Whether the MQTT broker is there.", status.connected),
            Figure("mqtt_waiting_changes", "Changes of the label that wait.", status.waiting),
            Figure("mqtt_messages", "Messages sent to the broker.", status.sent, is_counter=True),
            Figure(
                "mqtt_dropped_changes",
                "Changes of the label that were dropped, because too many waited.",
                status.dropped,
                is_counter=True,
            ),
            Figure(
                "mqtt_connections",
                "Connections to the broker that came about.",
                status.connections,
                is_counter=True,
            ),
        ]
