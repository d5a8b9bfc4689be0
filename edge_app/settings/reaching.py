"""The settings of the server's door: where it listens, and who may come in."""

from dataclasses import dataclass, field
from pathlib import Path

from edge_app.settings.host_names import HostNames
from edge_app.settings.kinds import FilePath, Flag, Kind, Whole
from edge_app.settings.setting import about


@dataclass(frozen=True, kw_only=True)
class ReachingSettings:
    """None: nothing was said, and ``default_words`` says what holds."""

    host: str = field(
        default="127.0.0.1",
        metadata=about(
            Kind(),
            "address to listen on",
            metavar="ADDRESS",
            commands=("serve", "doctor"),
        ),
    )
    port: int = field(
        default=8000,
        metadata=about(
            Whole(0, 65535),
            "port to listen on, 0 for any free one",
            metavar="PORT",
            commands=("serve", "doctor"),
        ),
    )
    token_file: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "a file with the token that a login demands; the variable EDGE_APP_TOKEN may hold it",
            metavar="FILE",
            commands=("serve", "doctor"),
            default_words="none on this machine alone, else one is made",
        ),
    )
    no_auth: bool = field(
        default=False,
        metadata=about(
            Flag(),
            "demand no login, on whatever address",
            metavar="",
            commands=("serve", "doctor"),
            default_words="false",
        ),
    )
    allow_host: tuple[str, ...] = field(
        default=(),
        metadata=about(
            HostNames(),
            "one more name by which the server may be addressed; may be repeated",
            metavar="NAME",
            commands=("serve",),
            default_words="none",
        ),
    )
    tls_certificate: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "a PEM file with the certificate, and those above it, for HTTPS",
            metavar="FILE",
            commands=("serve",),
            default_words="none: plain HTTP",
        ),
    )
    tls_key: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "the PEM file with its key",
            metavar="FILE",
            commands=("serve",),
            default_words="in the file of the certificate",
        ),
    )
