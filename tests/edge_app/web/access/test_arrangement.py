"""Who may ask, by the settings, and what is said of it."""

import re
from pathlib import Path

import pytest

from edge_app import addresses
from edge_app.errors import SettingsError
from edge_app.settings import Settings
from edge_app.web.access import Access
from edge_app.web.access.arrangement import Arrangement, arrange

SECRET = "a-secret-of-mine"


def arranged(
    *, is_terminal: bool = True, environment: dict[str, str] | None = None, **settings: object
) -> Arrangement:
    return arrange(Settings(**settings), environment or {}, is_terminal=is_terminal)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost", "::1", "127.0.0.2"])
def test_on_this_machine_alone_no_login_is_demanded(host: str) -> None:
    found = arranged(host=host)
    assert found.access.token is None
    assert not found.access.any_address
    assert (found.warning, found.words(8000)) == (None, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "raspberrypi", "localhost.org"])
def test_on_any_other_address_one_is(host: str) -> None:
    found = arranged(host=host)
    assert len(found.access.token) == 43
    assert found.access.any_address
    assert found.warning is None


def test_a_terminal_is_shown_links_that_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["192.0.2.20", "pi.local"]
    monkeypatch.setattr("edge_app.web.access.arrangement.reachable_names", lambda: names)
    found = arranged(host="0.0.0.0")
    links = [
        f"  http://192.0.2.20:8000/?token={found.access.token}",
        f"  http://pi.local:8000/?token={found.access.token}",
        f"  http://127.0.0.1:8000/?token={found.access.token}",
    ]
    assert found.words(8000).splitlines()[1:] == links
    names.clear()
    assert "http://127.0.0.1:80/?token=" in found.words(80)
    only = arranged(host="fd00::1").words(443, scheme="https")
    assert "  https://[fd00::1]:443/?token=" in only


def test_a_service_keeps_its_token_and_says_only_where(tmp_path: Path) -> None:
    environment = {"STATE_DIRECTORY": f"{tmp_path}/own:/other"}
    first, second = (
        arranged(host="0.0.0.0", is_terminal=False, environment=environment) for _ in range(2)
    )
    assert first.access == second.access
    path = tmp_path / "own" / "token"
    assert path.read_text().strip() == first.access.token
    assert first.words(8000) == f"A login is needed, with the token in {path}."


def test_without_a_service_the_folder_is_the_users(tmp_path: Path) -> None:
    environment = {"XDG_STATE_HOME": str(tmp_path)}
    found = arranged(host="0.0.0.0", is_terminal=False, environment=environment)
    assert found.place == str(tmp_path / "edge-app" / "token")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_given_token_is_demanded_everywhere_and_never_shown(
    host: str, is_terminal: bool, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.touch(0o600)
    file.write_text(SECRET)
    by_file = arranged(host=host, token_file=file, is_terminal=is_terminal)
    environment = {"EDGE_APP_TOKEN": SECRET}
    by_variable = arranged(host=host, environment=environment, is_terminal=is_terminal)
    for found, place in ((by_file, str(file)), (by_variable, "EDGE_APP_TOKEN")):
        assert found.access.token == SECRET
        assert found.words(8000) == f"A login is needed, with the token in {place}."
        assert SECRET not in repr(found)


def test_an_open_server_has_to_be_asked_for_and_warns() -> None:
    found = arranged(host="0.0.0.0", no_auth=True)
    assert found.access.token is None
    assert "No login is demanded (--no-auth)" in found.warning
    assert found.words(8000) == ""
    assert arranged(no_auth=True).warning is None


def test_a_token_and_no_login_contradict_each_other() -> None:
    with pytest.raises(SettingsError, match="both no_auth and a token") as refusal:
        arranged(no_auth=True, environment={"EDGE_APP_TOKEN": SECRET})
    assert SECRET not in str(refusal.value)


def test_a_token_that_everybody_has_is_refused() -> None:
    with pytest.raises(ValueError, match="The token is empty"):
        Access(token="")


def test_more_names_are_allowed() -> None:
    assert "pi.example" in arranged(allow_host=("pi.example",)).access.names


def test_the_addresses_of_this_machine_are_found_without_asking_anybody() -> None:
    found = addresses.reachable_names()
    assert all(re.fullmatch(r"[0-9.]+|[a-z0-9-]+\.local", name) for name in found)
    assert not any(addresses.is_loopback(name) for name in found)
