"""The settings of what the world is told: the MQTT broker, and how it is reached."""

from dataclasses import dataclass, field
from pathlib import Path

from edge_app.settings.kinds import FilePath, Flag, Kind, Whole
from edge_app.settings.measures import Number
from edge_app.settings.setting import about

TELLING = ("camera", "serve")


@dataclass(frozen=True, kw_only=True)
class TellingSettings:
    """None: nothing was said, and ``default_words`` says what holds."""

    mqtt_host: str | None = field(
        default=None,
        metadata=about(
            Kind(),
            "the MQTT broker that is told what the camera sees",
            metavar="HOST",
            commands=TELLING,
            default_words="none",
        ),
    )
    mqtt_port: int | None = field(
        default=None,
        metadata=about(
            Whole(1, 65535),
            "its port",
            metavar="PORT",
            commands=TELLING,
            default_words="1883, with TLS 8883",
        ),
    )
    mqtt_user: str | None = field(
        default=None,
        metadata=about(
            Kind(),
            "the name to log in with",
            metavar="USER",
            commands=TELLING,
            default_words="none",
        ),
    )
    mqtt_password_file: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "a file with the password; the variable EDGE_APP_MQTT_PASSWORD may hold it",
            metavar="FILE",
            commands=TELLING,
            default_words="none",
        ),
    )
    mqtt_tls: bool = field(
        default=False,
        metadata=about(
            Flag(),
            "speak TLS with the broker",
            metavar="",
            commands=TELLING,
            default_words="false",
        ),
    )
    mqtt_ca: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "a PEM file with the authority that signed the broker's certificate",
            metavar="FILE",
            commands=TELLING,
            default_words="those that the system trusts",
        ),
    )
    mqtt_name: str | None = field(
        default=None,
        metadata=about(
            Kind(),
            "the name of this device, and of its topics edge_app/NAME/...",
            metavar="NAME",
            commands=TELLING,
            default_words="the machine's name",
        ),
    )
    mqtt_discovery: str = field(
        default="homeassistant",
        metadata=about(
            Kind(),
            "the topic under which Home Assistant looks for devices, or none",
            metavar="PREFIX",
            commands=TELLING,
        ),
    )
    mqtt_heartbeat: float = field(
        default=60.0,
        metadata=about(
            Number(1, 86_400),
            "seconds after which the label is told again, though it has not changed",
            metavar="SECONDS",
            commands=TELLING,
        ),
    )
    mqtt_queue: int = field(
        default=1000,
        metadata=about(
            Whole(1, 1_000_000),
            "messages that are kept while the broker is away; older ones are dropped",
            metavar="N",
            commands=TELLING,
        ),
    )
