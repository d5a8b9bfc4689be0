"""One connection to a broker, from its opening to its loss, with its bytes moved by one thread.

Paho's own loops are not used: they wait with select(), which fails from the 1,024th open file on,
and what they hold back for a broker that is away is not ours to bound. The functions for an event
loop of one's own are public: https://eclipse.dev/paho/files/paho.mqtt.python/html/client.html
"""

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge_app.errors import MqttError
from edge_app.mqtt.broker import Broker

if TYPE_CHECKING:
    from paho.mqtt.client import Client

# Messages on their way whose arrival the broker has not confirmed.
MOST_UNCONFIRMED = 20
GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


@dataclass(frozen=True)
class Message:
    """``kept`` ones are given by the broker to whoever subscribes later, too."""

    topic: str
    content: bytes
    kept: bool = False


@dataclass(frozen=True)
class Patience:
    """In seconds: for a connection to come about; between two signs of life, a whole number."""

    connecting_s: float = 10.0
    alive_s: int = 30


class Connection:
    """Every method is for the one thread that opened it; MqttError says that it is lost."""

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str,
        will: Message,
        received: Callable[[Message], None],
        wake: socket.socket,
        patience: Patience,
    ) -> None:
        """Connect, and wait until the broker agrees.

        ``will`` is what the broker tells the others when we are lost. ``received`` is called with
        what comes on the topics that are subscribed to. A byte on ``wake`` ends a ``turn``.

        Raises MqttError.
        """
        self._broker = broker
        self._wake = wake
        self._answer: str | None = None
        self._lost = ""
        self._unconfirmed: set[int] = set()
        self._client = _client(broker, client_id, will, patience)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_message = lambda _client, _data, message: received(
            Message(message.topic, bytes(message.payload), message.retain)
        )
        try:
            self._client.connect(broker.host, broker.port, keepalive=patience.alive_s)
            self._wait_for_the_answer(time.monotonic() + patience.connecting_s)
        except OSError as error:
            self.close()
            raise MqttError(self._words(error)) from error

    @property
    def has_room(self) -> bool:
        """Whether what was sent so far has left, so that more may be sent."""
        return len(self._unconfirmed) < MOST_UNCONFIRMED and not self._client.want_write()

    def subscribe(self, topics: list[str]) -> None:
        """Ask for what comes on these topics."""
        self._client.subscribe([(topic, 1) for topic in topics])

    def send(self, message: Message, *, confirmed: bool = True) -> int:
        """Send a message; its number is returned, for ``is_confirmed``.

        One that is not to be ``confirmed`` may be lost without anybody's noticing.
        """
        sent = self._client.publish(
            message.topic, message.content, qos=int(confirmed), retain=message.kept
        )
        if confirmed:
            self._unconfirmed.add(sent.mid)
        return sent.mid

    def is_confirmed(self, number: int) -> bool:
        """Whether the broker has said that it has this message."""
        return number not in self._unconfirmed

    def turn(self, timeout_s: float) -> None:
        """Move what waits in either direction; wait for it, or for a wake, at most ``timeout_s``.

        Raises MqttError: the connection is lost.
        """
        open_socket = self._client.socket()
        if open_socket is None:
            raise MqttError(self._lost or f"{self._broker} closed the connection.")
        readable, writable = self._wait(open_socket, timeout_s)
        if readable:
            self._client.loop_read()
        if writable:
            self._client.loop_write()
        self._client.loop_misc()

    def close(self) -> None:
        """Take leave of the broker, so that it does not tell the will."""
        self._client.disconnect()
        left = self._client.socket()
        if left is not None:  # It could not be said at once: then it is not said.
            left.close()

    def _wait(self, open_socket: Any, timeout_s: float) -> tuple[bool, bool]:
        # What TLS has read ahead does not show on the socket.
        ahead = bool(self._broker.tls) and open_socket.pending() > 0
        poll = select.poll()
        wanted = select.POLLIN | (select.POLLOUT if self._client.want_write() else 0)
        poll.register(open_socket, wanted)
        poll.register(self._wake, select.POLLIN)
        found = dict(poll.poll(0 if ahead else timeout_s * 1000))
        if self._wake.fileno() in found:
            self._wake.recv(4096)
        events = found.get(open_socket.fileno(), 0)
        return ahead or bool(events & (select.POLLIN | GONE)), bool(events & select.POLLOUT)

    def _wait_for_the_answer(self, until_s: float) -> None:
        while self._answer is None:
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                raise MqttError(f"{self._broker} took the connection, and said nothing then.")
            self.turn(left_s)
        if self._answer:
            raise MqttError(f"{self._broker} refused the login: {self._answer}.")

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        self._answer = str(reason) if reason.is_failure else ""

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any
    ) -> None:
        self._lost = f"The connection to {self._broker} was lost: {reason}."

    def _on_publish(self, _client: Any, _data: Any, number: int, _reason: Any, _more: Any) -> None:
        self._unconfirmed.discard(number)

    def _words(self, error: OSError) -> str:
        if isinstance(error, MqttError):
            return str(error)
        reason = getattr(error, "verify_message", "") or error.strerror or error
        return f"Cannot connect to {self._broker}: {reason}."


def _client(broker: Broker, client_id: str, will: Message, patience: Patience) -> "Client":
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id)
    client.connect_timeout = patience.connecting_s
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls is not None:
        client.tls_set_context(broker.tls)
    client.will_set(will.topic, will.content, qos=1, retain=will.kept)
    return client
