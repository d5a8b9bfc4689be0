import os
from pathlib import Path

import pytest

from edge_app.settings.places import (
    config_files,
    default_models_folder,
    state_folder,
    without_settings,
)
from edge_app.settings.sources import collect_settings


def test_a_users_file_goes_before_that_of_the_machine() -> None:
    files = config_files({"XDG_CONFIG_HOME": "/home/pi/settings"})
    assert files == [Path("/home/pi/settings/edge-app/config.toml"), Path("/etc/edge-app.toml")]


def test_a_folder_that_is_not_absolute_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/pi")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_models_folder() == Path("/home/pi/.local/share/edge-app/models")
    assert config_files({})[0] == Path("/home/pi/.config/edge-app/config.toml")


def test_a_run_without_settings_has_all_defaults() -> None:
    environment = {"PATH": "/bin", "EDGE_APP_TOP": "9", "EDGE_APP_CONFIG": "/missing.toml"}
    plain = without_settings(environment)
    assert plain == {"PATH": "/bin", "EDGE_APP_CONFIG": os.devnull}
    assert collect_settings({}, config=None, environment=plain).settings.top == 3


def test_the_state_of_a_service_is_where_systemd_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/pi")
    assert state_folder({"STATE_DIRECTORY": "/var/lib/edge:/other"}) == Path("/var/lib/edge")
    assert state_folder({"XDG_STATE_HOME": "/srv"}) == Path("/srv/edge-app")
    for invalid in ({}, {"STATE_DIRECTORY": "relative"}, {"XDG_STATE_HOME": ""}):
        assert state_folder(invalid) == Path("/home/pi/.local/state/edge-app")
