"""From the settings to who may ask, and what is said of it when the server starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_app.addresses import is_loopback, reachable_names
from edge_app.errors import SettingsError
from edge_app.settings import Settings
from edge_app.settings.places import TOKEN_VARIABLE, state_folder
from edge_app.web.access.access import Access
from edge_app.web.access.tokens import given_token, kept_token, new_token
from edge_app.web.listener import EVERY_ADDRESS

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Arrangement:
    """``place`` says where the token is; None where there is none, or where it is made for this
    run alone, and shown."""

    access: Access
    host: str
    place: str | None = None

    @property
    def warning(self) -> str | None:
        """What has to be said before the server starts."""
        if self.access.token is not None or is_loopback(self.host):
            return None
        return (
            f"No login is demanded (--no-auth), and the server listens on {self.host}: whoever "
            "reaches it may use it, and choose its model."
        )

    def words(self, port: int, *, scheme: str = "http") -> str:
        """What to say once it listens on ``port``: links that log in, or where the token is."""
        if self.access.token is None:
            return ""
        if self.place is not None:
            return f"A login is needed, with the token in {self.place}."
        names = [*reachable_names(), LOOPBACK] if self.host in EVERY_ADDRESS else [self.host]
        links = [
            f"  {scheme}://{f'[{name}]' if ':' in name else name}:{port}/?token={self.access.token}"
            for name in names
        ]
        return "\n".join(
            ["A login is needed. These links bring it, as long as this run lasts:", *links]
        )


def arrange(
    settings: Settings, environment: Mapping[str, str], *, is_terminal: bool
) -> Arrangement:
    """Decide who may ask the server that ``settings`` describe.

    Where a login is demanded and no token was given, one is made: for this run, if standard output
    ``is_terminal``, where it is shown; else one that is kept in a file, of which only the place is
    said.

    Raises SettingsError, ServerError: no usable token can be had, or the settings contradict.
    """
    token = given_token(settings.token_file, environment)
    place = None if token is None else str(settings.token_file or TOKEN_VARIABLE)
    if token is not None and settings.no_auth:
        raise SettingsError(f"There are both no_auth and a token ({place}). Leave out one of them.")
    if token is None and not settings.no_auth and not is_loopback(settings.host):
        path: Path = state_folder(environment) / "token"
        token, place = (new_token(), None) if is_terminal else (kept_token(path), str(path))
    access = Access.on(settings.host, token=token, allowed=settings.allow_host)
    return Arrangement(access, settings.host, place)
