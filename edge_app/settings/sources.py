"""Put the settings together: command line over environment over file over defaults."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.errors import SettingsError
from edge_app.plain_text import printable
from edge_app.processor import interpreters_for
from edge_app.settings.config_file import find_config_file, read_config_file
from edge_app.settings.places import (
    CONFIG_VARIABLE,
    MQTT_PASSWORD_VARIABLE,
    TOKEN_VARIABLE,
    VARIABLE_PREFIX,
)
from edge_app.settings.table import SETTINGS, Settings

DEFAULT = "default"
MAX_SHOWN = 80
# Variables that are no settings.
OTHERS = (CONFIG_VARIABLE, TOKEN_VARIABLE, MQTT_PASSWORD_VARIABLE)

Source = tuple[Any, str]  # A value, and where it came from.


@dataclass(frozen=True)
class SourcedSettings:
    """All settings, and for each key where its value came from."""

    settings: Settings
    sources: Mapping[str, str]


def collect_settings(
    given: Mapping[str, Any], *, config: str | None, environment: Mapping[str, str]
) -> SourcedSettings:
    """Settle every setting.

    ``given`` are the values that the command line said, by key, and ``config`` the file that it
    named. Without that, EDGE_APP_CONFIG names it, or one is looked for.

    Raises SettingsError: an unknown setting, a wrong value, or a file that cannot be read.
    """
    named = environment.get(CONFIG_VARIABLE) if config is None else config
    path = find_config_file(named, environment)
    found = {} if path is None else from_file(path)
    found |= from_environment(environment)
    found |= {key: (value, SETTINGS[key].flag) for key, value in given.items()}
    values = {key: value for key, (value, _) in found.items()}
    settings = Settings(**{"interpreters": interpreters_for(values.get("threads", 1)), **values})
    sources = {key: found[key][1] if key in found else DEFAULT for key in SETTINGS}
    return SourcedSettings(settings, sources)


def from_environment(environment: Mapping[str, str]) -> dict[str, Source]:
    """The settings in the variables ``EDGE_APP_*``. Raises SettingsError."""
    known = {setting.variable: setting for setting in SETTINGS.values()}
    found = {}
    for name in sorted(environment):
        if name.startswith(VARIABLE_PREFIX) and name not in OTHERS:
            if name not in known:
                message = f"The environment variable {printable(name)[:MAX_SHOWN]} is no setting."
                raise SettingsError(message + _hint(name, [*known, *OTHERS]))
            setting = known[name]
            value = _checked(setting.kind.from_text, environment[name], name, setting.key)
            found[setting.key] = (value, name)
    return found


def from_file(path: Path) -> dict[str, Source]:
    """The settings in a TOML file; a path in it is seen from the folder of the file.

    Raises SettingsError.
    """
    found = {}
    for key, content in read_config_file(path).items():
        if key not in SETTINGS:
            message = f"{path}: There is no setting {printable(key)[:MAX_SHOWN]!r}."
            raise SettingsError(message + _hint(key, list(SETTINGS)))
        kind = SETTINGS[key].kind
        value = _checked(kind.from_toml, content, f"{path}: {key}", key)
        found[key] = (kind.under(path.absolute().parent, value), str(path))
    return found


def _checked(read: Callable[[Any], Any], content: object, place: str, key: str) -> Any:
    try:
        return read(content)
    except ValueError:
        shown = printable(repr(content))
        shown = shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}..."
        expected = SETTINGS[key].kind.expected
        raise SettingsError(f"{place} is {shown}, expected {expected}.") from None


def _hint(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known)}."
