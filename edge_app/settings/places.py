"""Where this user's settings and models are, by the XDG Base Directory Specification."""

import os
from collections.abc import Mapping
from pathlib import Path

APP = "edge-app"
VARIABLE_PREFIX = "EDGE_APP_"
CONFIG_VARIABLE = f"{VARIABLE_PREFIX}CONFIG"
# The secrets themselves: they are no settings, so that nothing prints them.
TOKEN_VARIABLE = f"{VARIABLE_PREFIX}TOKEN"
MQTT_PASSWORD_VARIABLE = f"{VARIABLE_PREFIX}MQTT_PASSWORD"
SYSTEM_FILE = Path("/etc/edge-app.toml")


def config_files(environment: Mapping[str, str]) -> list[Path]:
    """The settings files that are looked for, the first that is there counts."""
    user = _user_folder(environment, "XDG_CONFIG_HOME", ".config")
    return [user / APP / "config.toml", SYSTEM_FILE]


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables under which the app behaves as if nobody had set anything on this machine."""
    kept = {k: value for k, value in environment.items() if not k.startswith(VARIABLE_PREFIX)}
    return {**kept, CONFIG_VARIABLE: os.devnull}


def default_models_folder() -> Path:
    """Where installed models are kept when nothing else is said."""
    return _user_folder(os.environ, "XDG_DATA_HOME", ".local/share") / APP / "models"


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where a server keeps what it made itself; systemd names a service's own folder."""
    of_service = environment.get("STATE_DIRECTORY", "").partition(":")[0]
    if Path(of_service).is_absolute():
        return Path(of_service)
    return _user_folder(environment, "XDG_STATE_HOME", ".local/state") / APP


def _user_folder(environment: Mapping[str, str], variable: str, below_home: str) -> Path:
    # The specification: a relative path is invalid, and is passed over.
    named = environment.get(variable, "")
    return Path(named) if Path(named).is_absolute() else _home() / below_home


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # A user without a home, as a container may have.
        return Path("/")
