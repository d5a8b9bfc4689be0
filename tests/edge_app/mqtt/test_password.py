"""Where the password for a broker comes from, and that nobody else reads it."""

from pathlib import Path

import pytest

from edge_app.errors import SettingsError
from edge_app.mqtt.password import given_password

SECRET = " gr\u00fcn, with spaces "


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def test_a_password_comes_from_a_file_or_the_environment(file: Path) -> None:
    assert given_password(file, {}) == SECRET
    assert given_password(None, {"EDGE_APP_MQTT_PASSWORD": SECRET}) == SECRET
    assert given_password(None, {}) is None
    with pytest.raises(SettingsError, match="both --mqtt-password-file and EDGE_APP_MQTT_PASSWORD"):
        given_password(file, {"EDGE_APP_MQTT_PASSWORD": SECRET})


@pytest.mark.parametrize("bits", [0o644, 0o604, 0o602, 0o620, 0o666])
def test_a_file_that_others_may_read_or_write_is_refused(file: Path, bits: int) -> None:
    file.chmod(bits)
    with pytest.raises(SettingsError, match=f"Other users .* chmod 600 {file}") as refusal:
        given_password(file, {})
    assert SECRET.strip() not in str(refusal.value)


@pytest.mark.parametrize("bad", [b"", b"\n", b"two\nlines", b"caf\xe9", b"x" * 65_536])
def test_what_is_no_password_is_refused_without_being_shown(file: Path, bad: bytes) -> None:
    file.write_bytes(bad)
    as_variable = bad.decode("utf-8", "surrogateescape")
    for given in ((file, {}), (None, {"EDGE_APP_MQTT_PASSWORD": as_variable})):
        if given[0] is None and bad == b"\n":
            continue
        with pytest.raises(SettingsError, match="holds no usable password") as refusal:
            given_password(*given)
        assert bad[:50] not in str(refusal.value).encode() or not bad.strip()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Cannot read the MQTT password file .*No such file"):
        given_password(tmp_path / "no", {})
    with pytest.raises(SettingsError, match="no regular file"):
        given_password(tmp_path, {})
