"""A real broker that can be killed, and one who listens to all that it hears."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

ANONYMOUS = "allow_anonymous true"


def until(condition: Callable[[], object], *, within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "It did not become true."
        time.sleep(0.01)


# Debian puts it where the PATH of a user does not look.
PROGRAM = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


class Mosquitto:
    """Eclipse Mosquitto on a port of 127.0.0.1, with further lines of its settings."""

    def __init__(self, folder: Path, *lines: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._settings = folder / "mosquitto.conf"
        # Else, where root runs the tests, it gives up its rights, and may not read what they wrote.
        begin = f"user root\nlistener {self.port} 127.0.0.1\n"
        self._settings.write_text(begin + "\n".join(lines or [ANONYMOUS]) + "\n")
        self.start()

    def start(self) -> None:
        assert PROGRAM is not None
        words = [PROGRAM, "-c", str(self._settings)]
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Listener:
    """One who subscribes to everything, and remembers what came."""

    def __init__(self, port: int) -> None:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        self._heard: list[tuple[str, bytes, bool]] = []
        self._subscribed = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.reconnect_delay_set(0.05, 0.2)
        self._client.on_message = lambda _client, _data, m: self._heard.append(
            (m.topic, m.payload, m.retain)
        )
        self._client.on_connect = lambda client, *_: client.subscribe("#", 1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._subscribed.wait(10)

    def on(self, topic: str) -> list[bytes]:
        """The messages on this topic so far."""
        return [content for heard, content, _ in list(self._heard) if heard == topic]

    def was_kept(self, topic: str) -> bool:
        """Whether the broker had a message on this topic before it was subscribed to."""
        return any(kept for heard, _, kept in list(self._heard) if heard == topic)

    def say(self, topic: str, content: str, *, kept: bool = False) -> None:
        self._client.publish(topic, content, qos=1, retain=kept).wait_for_publish(10)

    def forget(self) -> None:
        self._heard.clear()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
