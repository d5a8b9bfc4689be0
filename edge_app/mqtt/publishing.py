"""From the settings to a publisher that runs as long as a block does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from edge_app.errors import MqttError
from edge_app.event_log import WARNING, tell
from edge_app.mqtt.broker import chosen_broker
from edge_app.mqtt.publisher import Publisher
from edge_app.mqtt.session import Times, Watched
from edge_app.mqtt.topics import topics_of
from edge_app.settings import Settings


@contextmanager
def publishing(settings: Settings, watcher: Watched | None) -> Iterator[Publisher | None]:
    """Tell the broker of the settings what ``watcher`` sees; None where there is no broker.

    A broker that is away is no error: it is tried again and again.

    Raises SettingsError, MqttError: what is asked for can never work.
    """
    broker = chosen_broker(settings, os.environ)
    if broker is None:
        yield None
        return
    if watcher is None:
        raise MqttError("There is an MQTT broker, but no camera to tell it of. Set camera too.")
    topics = topics_of(settings.mqtt_name, discovery=settings.mqtt_discovery)
    _check_library()
    if broker.warning:
        tell("mqtt_unencrypted", broker.warning, level=WARNING, broker=str(broker))
    times = Times(heartbeat_s=settings.mqtt_heartbeat)
    publisher = Publisher(watcher, broker, topics, queue=settings.mqtt_queue, times=times)
    publisher.start()
    try:
        yield publisher
    finally:
        publisher.stop()


def _check_library() -> None:
    try:
        import paho.mqtt.enums  # noqa: F401  # Debian 12 has a paho-mqtt that has none.
    except ImportError as error:
        raise MqttError(
            "MQTT needs paho-mqtt 2.1 or newer, the extra mqtt: pip install 'paho-mqtt>=2.1,<3'"
        ) from error
