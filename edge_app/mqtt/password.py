"""Where the password for a broker comes from."""

from collections.abc import Mapping
from pathlib import Path

from edge_app.errors import SettingsError
from edge_app.secret_files import read_secret
from edge_app.settings.places import MQTT_PASSWORD_VARIABLE

# MQTT 3.1.1, 1.5.3 and 3.1.3.5: two bytes hold the length.
MOST_BYTES = 65_535


def given_password(file: Path | None, environment: Mapping[str, str]) -> str | None:
    """The password in the file, or else in EDGE_APP_MQTT_PASSWORD; None where none was given.

    The line ends at the end of a file are no part of it. No message holds it.

    Raises SettingsError: both are there, there is no usable password, or others may read the file.
    """
    named = environment.get(MQTT_PASSWORD_VARIABLE)
    if file is None:
        place = f"The variable {MQTT_PASSWORD_VARIABLE}"
        return None if named is None else _checked(named, place)
    if named is not None:
        raise SettingsError(
            f"There are both --mqtt-password-file and {MQTT_PASSWORD_VARIABLE}. Give one of them."
        )
    content = read_secret(file, what="MQTT password", most_bytes=MOST_BYTES + 2)
    return _checked(content.rstrip("\r\n"), f"The MQTT password file {file}")


def _checked(password: str, place: str) -> str:
    # "replace" and "surrogateescape" are how Python reads bytes that are not UTF-8.
    length = len(password.encode("utf-8", "replace"))
    is_text = "\ufffd" not in password and not any("\ud800" <= c <= "\udfff" for c in password)
    if not 1 <= length <= MOST_BYTES or not is_text or len(password.splitlines()) != 1:
        raise SettingsError(
            f"{place} holds no usable password. Expected one line of UTF-8 that is not empty."
        )
    return password
