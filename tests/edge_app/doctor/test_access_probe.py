from pathlib import Path

import pytest

from edge_app.doctor.access_probe import access
from edge_app.doctor.findings import Finding

SECRET = "not-for-other-eyes"
FILE = Path("/srv/token")


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDGE_APP_TOKEN", raising=False)


def found(host: str, token_file: Path | None = None, *, no_auth: bool = False) -> Finding:
    return access(host, token_file=token_file, no_auth=no_auth)


def test_it_says_who_may_use_the_app() -> None:
    assert found("127.0.0.1") == Finding("access", "ok", "this machine alone, without a login")
    assert found("::1", FILE).found == "this machine alone, with the token of /srv/token"
    assert found("0.0.0.0").level == "note"
    assert found("pi", FILE) == Finding("access", "ok", "the network, with the token of /srv/token")


def test_an_open_server_in_the_network_is_a_warning() -> None:
    assert found("0.0.0.0", no_auth=True).level == "warning"
    assert found("127.0.0.1", no_auth=True).level == "ok"


def test_settings_with_which_the_server_does_not_start_are_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert found("0.0.0.0", FILE, no_auth=True).level == "problem"
    monkeypatch.setenv("EDGE_APP_TOKEN", SECRET)
    assert found("0.0.0.0", FILE).level == "problem"
    named = found("0.0.0.0")
    assert named.found == "the network, with the token of EDGE_APP_TOKEN"
    assert SECRET not in repr(named)
