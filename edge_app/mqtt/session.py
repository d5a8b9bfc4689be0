"""What is said to a broker from one connection's begin to its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_app.camera.frame import Frame
from edge_app.camera.observation import RUNNING, WatchState
from edge_app.event_log import WARNING, tell
from edge_app.mqtt import messages
from edge_app.mqtt.change_queue import ChangeQueue, Pending
from edge_app.mqtt.connection import Connection, Message
from edge_app.mqtt.discovery import discovery_message
from edge_app.mqtt.due import Told, is_due, told_of
from edge_app.mqtt.picture import picture_message
from edge_app.mqtt.topics import Topics
from edge_app.time_of_day import utc_text

FAREWELL_S = 1.0
COMMANDS = {messages.ON: True, messages.OFF: False}


class Watched(Protocol):
    """What is asked of a watcher here."""

    def state(self) -> WatchState: ...

    def frame(self, after: int, timeout_s: float) -> Frame | None: ...

    def set_inference(self, on: bool) -> None: ...

    def subscribe(
        self, callback: Callable[[WatchState, Frame | None], None]
    ) -> Callable[[], None]: ...


@dataclass(frozen=True)
class Times:
    """In seconds. After ``settle_s``, what was told before somebody new listened is told again;
    after ``look_s`` in which nothing happened, it is looked whether there is something to tell."""

    heartbeat_s: float = 60.0
    settle_s: float = 5.0
    picture_pause_s: float = 1.0
    look_s: float = 0.5


class Session:
    """Every method is for the thread that the connection belongs to."""

    def __init__(
        self, watcher: Watched, topics: Topics, changes: ChangeQueue, *, times: Times
    ) -> None:
        self._watcher, self._topics, self._changes = watcher, topics, changes
        self._times = times
        self._told: Told | None = None
        self._kept: dict[str, bytes] = {}  # What the broker keeps, by its topic.
        self._again_s: float | None = None
        self._is_picture_due, self._pictured_s = False, float("-inf")
        self._is_announcing, self._has_complained = True, False
        self._on_the_way: dict[int, Pending] = {}
        self.sent = 0

    def subscribed(self) -> list[str]:
        """The topics whose messages are for ``receive``."""
        topics = self._topics
        return [topics.inference_command, *([topics.birth] if topics.discovery else [])]

    def receive(self, message: Message) -> None:
        """Obey a command; tell everything again to a Home Assistant that has started."""
        if message.topic == self._topics.inference_command:
            self._obey(message)
        elif message.content == messages.ONLINE:
            self._is_announcing = True

    def go_on(self, connection: Connection) -> None:
        """Say what is to be said now, as far as the connection has room for it."""
        now_s = time.monotonic()
        self._forget_what_arrived(connection)
        if self._is_announcing and connection.has_room:
            self._announce(connection, now_s)
        if self._again_s is not None and now_s >= self._again_s:
            self._told = self._again_s = None
        state = self._watcher.state()
        heartbeat_s = self._times.heartbeat_s
        if connection.has_room and is_due(self._told, state, now_s=now_s, heartbeat_s=heartbeat_s):
            self._tell_state(connection, state, now_s)
        self._tell_changes(connection)
        if self._is_picture_due and now_s - self._pictured_s >= self._times.picture_pause_s:
            self._tell_picture(connection, state, now_s)

    def end(self, connection: Connection) -> None:
        """Say what is left to say, and that there is nobody here any more; takes FAREWELL_S."""
        until_s = time.monotonic() + FAREWELL_S
        self.go_on(connection)
        while (self._changes.waiting or self._on_the_way) and time.monotonic() < until_s:
            connection.turn(FAREWELL_S / 10)
            self._forget_what_arrived(connection)
            self._tell_changes(connection)
        last = self._send(connection, Message(self._topics.availability, messages.OFFLINE, True))
        while not connection.is_confirmed(last) and time.monotonic() < until_s:
            connection.turn(FAREWELL_S / 10)

    def take_back(self) -> list[Pending]:
        """The changes, the oldest first, of which the broker has not said that it has them."""
        left = list(self._on_the_way.values())
        self._on_the_way.clear()
        return left

    def _obey(self, command: Message) -> None:
        # A kept one is from an earlier day, and would come with each new connection.
        if command.kept:
            return
        wanted = COMMANDS.get(command.content.strip().upper())
        if wanted is not None:
            self._watcher.set_inference(wanted)
        elif not self._has_complained:
            self._has_complained = True
            words = f"MQTT: what came on {command.topic} is no command. Expected ON or OFF."
            tell("mqtt_command", words, level=WARNING)

    def _announce(self, connection: Connection, now_s: float) -> None:
        self._is_announcing, self._told = False, None
        if self._topics.discovery is not None:
            config = discovery_message(self._topics)
            self._send(connection, Message(self._topics.device_config, config, True))
            # Home Assistant listens to the topics only when it has made the entities.
            self._again_s = now_s + self._times.settle_s

    def _tell_state(self, connection: Connection, state: WatchState, now_s: float) -> None:
        topics, new = self._topics, told_of(state, at_s=now_s)
        is_heartbeat = self._is_heartbeat(now_s)
        for topic, content in (
            (topics.state, messages.state_message(state, at=utc_text())),
            (topics.label, messages.label_message(state)),
            (topics.confidence, messages.confidence_message(state)),
            (topics.inference, messages.inference_message(state)),
            # Also again and again: the will of an earlier run may come late, and would stay.
            (topics.availability, messages.ONLINE),
        ):
            if is_heartbeat or self._kept.get(topic) != content:
                self._kept[topic] = content
                self._send(connection, Message(topic, content, True))
        if is_heartbeat or (self._told is not None and new.essence != self._told.essence):
            self._is_picture_due = True
        self._told = new

    def _is_heartbeat(self, now_s: float) -> bool:
        return self._told is None or now_s - self._told.at_s >= self._times.heartbeat_s

    def _tell_changes(self, connection: Connection) -> None:
        while connection.has_room and (pending := self._changes.take()) is not None:
            content = messages.change_message(pending.change, pending.previous)
            number = self._send(connection, Message(self._topics.change, content))
            self._on_the_way[number] = pending

    def _tell_picture(self, connection: Connection, state: WatchState, now_s: float) -> None:
        if not connection.has_room or state.capture.state != RUNNING:
            return
        frame = self._watcher.frame(0, 0.0)
        if frame is not None:
            self._is_picture_due, self._pictured_s = False, now_s
            content = picture_message(frame, state)
            # Not kept: a broker may write what it keeps to a disk. One that is lost is lost.
            self._send(connection, Message(self._topics.picture, content), confirmed=False)

    def _send(self, connection: Connection, message: Message, *, confirmed: bool = True) -> int:
        self.sent += 1
        return connection.send(message, confirmed=confirmed)

    def _forget_what_arrived(self, connection: Connection) -> None:
        for number in [n for n in self._on_the_way if connection.is_confirmed(n)]:
            del self._on_the_way[number]
