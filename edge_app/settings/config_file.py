"""Read a settings file."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge_app.errors import SettingsError
from edge_app.settings.places import config_files

MAX_BYTES = 2**20
REMEDY = "Expected TOML: one `key = value` a line, as `edge-app --print-config` prints it."


def find_config_file(named: str | None, environment: Mapping[str, str]) -> Path | None:
    """The file that ``named`` says, else the first of the usual places that is there."""
    if named is not None:
        return Path(named)
    return next(filter(_is_there, config_files(environment)), None)


def read_config_file(path: Path) -> dict[str, Any]:
    """The content of a TOML file, as it is.

    Raises SettingsError: it is missing, cannot be read, or is no TOML.
    """
    if sys.version_info >= (3, 11):  # Here: most commands find no settings file.
        import tomllib
    else:
        import tomli as tomllib
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"Cannot read the settings file {path}: {reason}.") from error
    if len(content) > MAX_BYTES:
        raise SettingsError(f"The settings file {path} is larger than 1 MiB. {REMEDY}")
    try:
        settings: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = f"{error}".rstrip(".")
        raise SettingsError(f"The settings file {path} is no TOML: {reason}. {REMEDY}") from error
    return settings


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # It may be there, and reading it says what is wrong.
        return True
    return True
