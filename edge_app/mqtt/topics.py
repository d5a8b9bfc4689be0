"""The topics of one device, made from its name."""

import hashlib
import re
import socket
from dataclasses import dataclass

from edge_app.errors import SettingsError
from edge_app.plain_text import printable

ROOT = "edge_app"
MOST_LETTERS = 100
# MQTT 3.1.1, 4.7: a slash begins a new level, + and # are wildcards of those who subscribe.
UNFIT = re.compile(r"[+#/]+")
NO_DISCOVERY = "none"


@dataclass(frozen=True)
class Topics:
    """``name`` is the device's, for people; ``identifier`` has only A-Z a-z 0-9 _ and -.

    ``discovery`` is the topic below which Home Assistant looks for devices; None for no discovery.
    """

    name: str
    identifier: str
    base: str
    discovery: str | None

    @property
    def state(self) -> str:
        return f"{self.base}/state"

    @property
    def label(self) -> str:
        return f"{self.base}/label"

    @property
    def confidence(self) -> str:
        return f"{self.base}/confidence"

    @property
    def change(self) -> str:
        return f"{self.base}/change"

    @property
    def picture(self) -> str:
        return f"{self.base}/picture"

    @property
    def availability(self) -> str:
        return f"{self.base}/availability"

    @property
    def inference(self) -> str:
        return f"{self.base}/inference"

    @property
    def inference_command(self) -> str:
        return f"{self.base}/inference/set"

    @property
    def device_config(self) -> str:
        """Where Home Assistant reads what the device is."""
        return f"{self.discovery}/device/{self.identifier}/config"

    @property
    def birth(self) -> str:
        """Where Home Assistant says that it has started."""
        return f"{self.discovery}/status"


def topics_of(name: str | None, *, discovery: str) -> Topics:
    """The topics of the device of this name; without one, this machine's is taken.

    Raises SettingsError: there is no topic of this name, or of the prefix ``discovery``.
    """
    shown = printable(name if name is not None else socket.gethostname().partition(".")[0])
    level = UNFIT.sub("-", shown).replace(" ", "_")
    if not level.strip("-") or len(level) > MOST_LETTERS:
        raise SettingsError(
            f"mqtt_name is {shown[:MOST_LETTERS]!r}, expected 1 to {MOST_LETTERS} letters that "
            "are no + # or /."
        )
    return Topics(shown, _identifier(level), f"{ROOT}/{level}", _prefix(discovery))


def _identifier(level: str) -> str:
    """Home Assistant takes no other letters. What lost some gets a number, lest two be one."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", level)
    if plain == level:
        return f"{ROOT}_{level}"
    return f"{ROOT}_{plain}_{hashlib.sha256(level.encode()).hexdigest()[:8]}"


def _prefix(words: str) -> str | None:
    if words == NO_DISCOVERY:
        return None
    prefix = words.strip("/")
    if not prefix or prefix != printable(prefix) or set(prefix) & set("+#"):
        raise SettingsError(
            f"mqtt_discovery is {words!r}, expected a topic without + and #, or {NO_DISCOVERY}."
        )
    return prefix
