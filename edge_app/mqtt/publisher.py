"""Tell a broker what a watcher sees, from a thread of its own, however often the broker is away."""

import contextlib
import secrets
import socket
import threading
import time
from dataclasses import dataclass

from edge_app.camera.frame import Frame
from edge_app.camera.observation import WatchState
from edge_app.camera.waits import Waits
from edge_app.errors import MqttError
from edge_app.event_log import WARNING, tell
from edge_app.mqtt import messages
from edge_app.mqtt.broker import Broker
from edge_app.mqtt.change_queue import ChangeQueue
from edge_app.mqtt.connection import Connection, Message, Patience
from edge_app.mqtt.due import essence
from edge_app.mqtt.session import Session, Times, Watched
from edge_app.mqtt.topics import Topics

STOP_S = 3.0
# Of one absence of the broker, so many different reasons are told.
MOST_WORDS = 3
NOT_YET = "It has not been tried to connect yet."


@dataclass(frozen=True)
class PublisherStatus:
    """``problem`` is "" while the broker is there; the numbers count from the start on.

    ``sent`` counts messages, ``waiting`` and ``dropped`` changes of the label, and ``connections``
    how often one came about.
    """

    connected: bool
    problem: str
    sent: int
    waiting: int
    dropped: int
    connections: int


class Publisher:
    """Between ``start`` and ``stop`` it tells; the watcher never waits for it."""

    def __init__(
        self,
        watcher: Watched,
        broker: Broker,
        topics: Topics,
        *,
        queue: int = 1000,
        times: Times | None = None,
        patience: Patience | None = None,
        first_wait_s: float = 1.0,
        longest_wait_s: float = 30.0,
    ) -> None:
        """At most ``queue`` changes of the label wait while the broker is away."""
        self._watcher, self._broker, self._topics = watcher, broker, topics
        self._times, self._patience = times or Times(), patience or Patience()
        self._waits = Waits(first_s=first_wait_s, longest_s=longest_wait_s)
        # The same for all connections of a run: so a broker that did not notice the loss of one
        # ends it before the next. Of another run: it must not end one that is still there.
        self._client_id = f"edge-app-{secrets.token_hex(6)}"
        self._changes = ChangeQueue(limit=queue, known=watcher.state().history)
        self._essence: object = None
        self._problem, self._told_problems = NOT_YET, set[str]()
        self._is_connected, self._connections, self._sent = False, 0, 0
        self._session: Session | None = None
        self._stopping = threading.Event()
        self._awake, self._wake = socket.socketpair()
        self._awake.setblocking(False)
        self._wake.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it goes on trying."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; whether the broker is there shows later."""
        self._unsubscribe = self._watcher.subscribe(self._note)
        self._thread.start()

    def stop(self) -> None:
        """Say that the device is offline, and end; takes up to STOP_S."""
        self._unsubscribe()
        self._stopping.set()
        self._awaken()
        self._thread.join(STOP_S)

    def status(self) -> PublisherStatus:
        """How it goes. It waits for nothing."""
        session = self._session
        return PublisherStatus(
            connected=self._is_connected,
            problem=self._problem,
            sent=self._sent + (session.sent if session else 0),
            waiting=self._changes.waiting,
            dropped=self._changes.dropped,
            connections=self._connections,
        )

    def _note(self, state: WatchState, _frame: Frame | None) -> None:
        """In the watcher's thread: keep what is new in mind, and wake the own one."""
        is_new, now = self._changes.note(state.history), essence(state)
        if is_new or now != self._essence:
            self._essence = now
            self._awaken()

    def _awaken(self) -> None:
        # It has enough to wake from already, or has ended.
        with contextlib.suppress(OSError):
            self._wake.send(b"!")

    def _run(self) -> None:
        with self._awake, self._wake:
            self._go_on()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self._stopping.wait(self._try())
            # Also what another thread raises in this one: it must not end while it is wanted.
            except BaseException as error:
                self._note_problem(f"{type(error).__name__}: {error}")
                self._stopping.wait(self._waits.next_s(time.monotonic()))

    def _try(self) -> float:
        """Speak to the broker as long as it is there; the seconds until the next try."""
        try:
            self._speak()
        except MqttError as error:
            self._note_problem(str(error))
        finally:
            self._end_session()
        return self._waits.next_s(time.monotonic())

    def _speak(self) -> None:
        session = Session(self._watcher, self._topics, self._changes, times=self._times)
        connection = Connection(
            self._broker,
            client_id=self._client_id,
            will=Message(self._topics.availability, messages.OFFLINE, kept=True),
            received=session.receive,
            wake=self._awake,
            patience=self._patience,
        )
        try:
            connection.subscribe(session.subscribed())
            self._session = session
            self._note_success()
            while not self._stopping.is_set():
                session.go_on(connection)
                connection.turn(self._times.look_s)
            session.end(connection)
        finally:
            connection.close()

    def _end_session(self) -> None:
        session, self._session = self._session, None
        self._is_connected = False
        if session is not None:
            self._sent += session.sent
            self._changes.put_back(session.take_back())

    def _note_success(self) -> None:
        self._is_connected, self._problem = True, ""
        self._connections += 1
        self._told_problems.clear()
        tell("mqtt_connected", f"MQTT: connected to {self._broker}.", broker=str(self._broker))

    def _note_problem(self, problem: str) -> None:
        self._problem = problem
        if problem not in self._told_problems and len(self._told_problems) < MOST_WORDS:
            self._told_problems.add(problem)
            words = f"MQTT: {problem} It will be tried again."
            tell("mqtt_lost", words, level=WARNING, broker=str(self._broker))
