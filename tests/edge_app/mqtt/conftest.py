"""A broker, one who listens, and a publisher with the waits of a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_app.mqtt.broker import Broker
from edge_app.mqtt.connection import Patience
from edge_app.mqtt.publisher import Publisher
from edge_app.mqtt.session import Times
from edge_app.mqtt.topics import Topics, topics_of
from tests.edge_app.mqtt.brokers import PROGRAM, Listener, Mosquitto
from tests.edge_app.mqtt.scenes import Scene


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    """Start a broker; all are killed at the end."""
    if PROGRAM is None:
        pytest.skip("mosquitto is not installed")
    brokers: list[Mosquitto] = []

    def start(*lines: str) -> Mosquitto:
        brokers.append(Mosquitto(tmp_path, *lines))
        return brokers[-1]

    yield start
    for broker in brokers:
        broker.kill()


@pytest.fixture
def server(mosquitto: Callable[..., Mosquitto]) -> Mosquitto:
    """A broker that lets everybody in."""
    return mosquitto()


@pytest.fixture
def listener(server: Mosquitto) -> Iterator[Listener]:
    one = Listener(server.port)
    yield one
    one.close()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def topics() -> Topics:
    return topics_of("porch", discovery="homeassistant")


@pytest.fixture
def publisher(scene: Scene, topics: Topics) -> Iterator[Callable[..., Publisher]]:
    """Start to publish to a port of 127.0.0.1, with the waits of a test; stopped at the end."""
    running: list[Publisher] = []

    def start(
        port: int, *, times: Times | None = None, alive_s: int = 30, **options: object
    ) -> Publisher:
        broker = options.pop("broker", None) or Broker("127.0.0.1", port)
        one = Publisher(
            options.pop("watcher", scene),
            broker,
            topics,
            times=times or Times(settle_s=0.1, picture_pause_s=0.05, look_s=0.05),
            patience=Patience(connecting_s=1.0, alive_s=alive_s),
            first_wait_s=0.05,
            longest_wait_s=0.2,
            **options,
        )
        running.append(one)
        one.start()
        return one

    yield start
    for one in running:
        one.stop()
