"""From the settings to the broker that is spoken to, with everything checked that can be here."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge_app.addresses import address_of, is_loopback
from edge_app.errors import SettingsError
from edge_app.mqtt.password import given_password
from edge_app.settings import Settings

PORT = 1883
TLS_PORT = 8883
# RFC 1035: labels of at most 63 octets. Names with an underscore exist, in spite of RFC 952.
HOST_NAME = re.compile(r"(?=.{1,253}\.?$)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
NEED_A_HOST = ("mqtt_user", "mqtt_password_file", "mqtt_tls", "mqtt_ca", "mqtt_port")


@dataclass(frozen=True, eq=False)
class Broker:
    """Where a broker is, and how it is reached: ``tls`` is None for a connection in the clear."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = None

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def warning(self) -> str | None:
        """What has to be said before it is spoken to."""
        if self.password is None or self.tls is not None or is_loopback(self.host):
            return None
        return (
            f"The MQTT password goes to {self} unencrypted, for everybody on the way to read. "
            "Use TLS, if the broker has it (--mqtt-tls)."
        )


def chosen_broker(settings: Settings, environment: Mapping[str, str]) -> Broker | None:
    """The broker of the settings; None where there is none.

    Raises SettingsError: settings that contradict each other, or a file that cannot be used.
    """
    if settings.mqtt_host is None:
        _check_nothing_is_lost(settings)
        return None
    if settings.mqtt_ca is not None and not settings.mqtt_tls:
        raise SettingsError("There is mqtt_ca without TLS. Set mqtt_tls too, or leave it out.")
    password = given_password(settings.mqtt_password_file, environment)
    if password is not None and settings.mqtt_user is None:
        # MQTT 3.1.1, 3.1.2.9: no password without a user name.
        raise SettingsError("There is an MQTT password without a user name. Set mqtt_user too.")
    return Broker(
        host=_checked_host(settings.mqtt_host),
        port=settings.mqtt_port or (TLS_PORT if settings.mqtt_tls else PORT),
        user=settings.mqtt_user,
        password=password,
        tls=_tls_context(settings.mqtt_ca) if settings.mqtt_tls else None,
    )


def _check_nothing_is_lost(settings: Settings) -> None:
    for key in NEED_A_HOST:
        if getattr(settings, key):
            raise SettingsError(
                f"There is {key}, but no broker to use it for. Name the broker with mqtt_host."
            )


def _checked_host(words: str) -> str:
    host = words[1:-1] if words.startswith("[") and words.endswith("]") else words
    # What is no name ends in odd errors of the resolver, as late as each connection is tried.
    if address_of(host) is None and not HOST_NAME.fullmatch(host):
        raise SettingsError(
            f"mqtt_host is {words!r}, expected the name or the IP address of a broker, without a "
            "scheme; its port is the setting mqtt_port."
        )
    return host


def _tls_context(authority: Path | None) -> ssl.SSLContext:
    """A context that checks the broker's certificate and its name."""
    try:
        return ssl.create_default_context(cafile=authority)
    except ssl.SSLError as error:
        raise SettingsError(f"mqtt_ca {authority} holds no certificate in the form PEM.") from error
    except OSError as error:
        raise SettingsError(f"Cannot read mqtt_ca {authority}: {error.strerror}.") from error
