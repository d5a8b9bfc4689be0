"""The settings file of the service: made if there is none, and never one of yours overwritten."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge_app.errors import ServiceError
from edge_app.service.unit import HIDDEN, is_below
from edge_app.settings.config_file import read_config_file
from edge_app.settings.print_config import toml_value
from edge_app.settings.sources import from_file
from edge_app.settings.table import SETTINGS

HEAD = """\
# Settings of edge-app: of the service, and of every user who has no file of his own.
# `edge-app --print-config` shows all there are. Then: sudo systemctl restart edge-app
"""


def settings_text(file: Path, given: Mapping[str, Any], *, receipt: str) -> str | None:
    """The new content of the file; None where it stays as it is.

    ``given`` are the values of settings that the command line said. ``receipt`` is the SHA-256 of
    the file that was made before: such a one is completed.

    Raises ServiceError: there are settings given, and the file is somebody else's. SettingsError:
    it cannot be read.
    """
    lines = {key: written(key, value) for key, value in given.items()}
    if not file.exists():
        return content(lines)
    if not lines:
        return None
    if sha256(file.read_bytes()) == receipt:
        kept = {key: _as_toml(value, key) for key, value in read_config_file(file).items()}
        return content(kept | lines)
    raise ServiceError(
        f"{file} was not made by install-service, or was changed since, and is left alone. Write "
        "this into it yourself, and call install-service again without these options:\n"
        + content(lines, head="")
    )


def content(lines: Mapping[str, str], *, head: str = HEAD) -> str:
    """A settings file of these values, which are TOML already, by their keys."""
    return head + "".join(f"{key} = {value}\n" for key, value in lines.items())


def written(key: str, value: Any) -> str:
    """The value of a setting as TOML; a path is absolute."""
    kind = SETTINGS[key].kind
    return toml_value(kind.written(kind.under(Path.cwd(), value)), key)


def _as_toml(value: Any, key: str) -> str:
    return toml_value(tuple(value) if isinstance(value, list) else value, key)


def effective(file: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the service will find in the file, by key, once ``given`` is in it.

    Raises SettingsError: it is no settings file. ServiceError: a path that the service cannot see.
    """
    found = {key: value for key, (value, _) in from_file(file).items()} if file.exists() else {}
    for key, value in given.items():
        found[key] = SETTINGS[key].kind.under(Path.cwd(), value)
    for key, value in found.items():
        if isinstance(value, str | Path) and is_below(Path(value), HIDDEN):
            raise ServiceError(
                f"{key} is {str(value)!r}, and a service sees neither homes nor temporary files. "
                "Copy it to /etc or /srv; install a model with `edge-app models install`."
            )
    return found


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()
