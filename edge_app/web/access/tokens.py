"""Where the token of a server comes from: given, or made and kept."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import ServerError, SettingsError
from edge_app.files import replacing
from edge_app.secret_files import read_secret
from edge_app.settings.places import TOKEN_VARIABLE

FEWEST = 8
MOST = 1000
EXPECTED = f"Expected {FEWEST} to {MOST} letters, digits and signs of ASCII, without spaces"
ANOTHER = "Give a token with --token-file FILE, or in the variable EDGE_APP_TOKEN."


def new_token() -> str:
    """A token that nobody guesses: 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def given_token(file: Path | None, environment: Mapping[str, str]) -> str | None:
    """The token of the file, or else of EDGE_APP_TOKEN; None where none was given.

    Raises SettingsError: both are there, or what is there is no token, or others may read the file.
    No message holds a token.
    """
    named = environment.get(TOKEN_VARIABLE)
    if file is None:
        return None if named is None else _checked(named.strip(), f"The variable {TOKEN_VARIABLE}")
    if named is not None:
        raise SettingsError(f"There are both --token-file and {TOKEN_VARIABLE}. Give one of them.")
    return _read(file, is_own=False)


def kept_token(path: Path) -> str:
    """The token in a file of the app itself, which is made, for its owner alone, if it is missing.

    Raises ServerError: it cannot be written. SettingsError: it holds no token.
    """
    try:
        with _one_at_a_time(path.parent):
            if not path.exists():
                _write(path, new_token())
            return _read(path, is_own=True)
    except OSError as error:
        reason = error.strerror or error
        raise ServerError(f"Cannot keep a token in {path}: {reason}. {ANOTHER}") from error


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let two servers that start at the same moment not make a token each."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, token: str) -> None:
    with replacing(path) as partial:
        # Not for a moment may others read it, nor may an odd umask lock its owner out.
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            os.fchmod(descriptor, 0o600)
            file.write(f"{token}\n")


def _read(path: Path, *, is_own: bool) -> str:
    content = read_secret(path, what="token", most_bytes=MOST + 2, is_own=is_own)
    return _checked(content.strip(), f"The token file {path}")


def _checked(token: str, place: str) -> str:
    if not FEWEST <= len(token) <= MOST or any(not "!" <= letter <= "~" for letter in token):
        raise SettingsError(
            f"{place} holds no usable token. {EXPECTED}, such as those of:\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    return token
