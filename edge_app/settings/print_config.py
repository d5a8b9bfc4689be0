"""The settings as a TOML file that says where each of them came from."""

import json
from pathlib import Path
from typing import Any

from edge_app.errors import SettingsError
from edge_app.plain_text import printable
from edge_app.settings.sources import SourcedSettings
from edge_app.settings.table import SETTINGS

WIDEST = 60  # A longer line has its comment behind it, out of line with the others.


def to_toml(sourced: SourcedSettings) -> str:
    """One line for each setting; read back, it gives the same settings.

    Paths are absolute, because a settings file may stand anywhere.

    Raises SettingsError: a path that is no text in Unicode, which TOML cannot hold.
    """
    lines = []
    for key, setting in SETTINGS.items():
        value = getattr(sourced.settings, key)
        if value is None:
            lines.append((f"# {key} =", f"not set: {setting.default_words}"))
        else:
            value = setting.kind.written(setting.kind.under(Path.cwd(), value))
            lines.append((f"{key} = {toml_value(value, key)}", sourced.sources[key]))
    width = max(len(line) for line, _ in lines if len(line) <= WIDEST)
    return "".join(f"{line:<{width}}  # {printable(source)}\n" for line, source in lines)


def toml_value(value: Any, key: str) -> str:
    """A value that its kind's ``written`` gave, as TOML. Raises SettingsError: TOML has no such."""
    if isinstance(value, int | float | tuple):  # TOML has JSON's form: 1, 0.5, true, ["a", "b"].
        return json.dumps(value)
    try:
        str(value).encode()
    except UnicodeEncodeError as error:
        raise SettingsError(
            f"{key} is {str(value)!r}, which TOML cannot hold. Expected a name in UTF-8."
        ) from error
    # TOML has JSON's escapes, and wants one more character escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
