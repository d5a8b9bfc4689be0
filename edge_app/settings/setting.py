"""What the table says of one setting, besides its type and its default."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_app.settings.kinds import Kind
from edge_app.settings.places import VARIABLE_PREFIX

LARGEST = 10**12
MANY = 1_000_000


@dataclass(frozen=True)
class Setting:
    """``key`` is its name in a TOML file; ``commands`` are those that have it as an option."""

    key: str
    kind: Kind
    help: str
    metavar: str
    commands: tuple[str, ...]
    default_words: str

    @property
    def flag(self) -> str:
        return "--" + self.key.replace("_", "-")

    @property
    def variable(self) -> str:
        return VARIABLE_PREFIX + self.key.upper()


def about(
    kind: Kind,
    help_words: str,
    *,
    metavar: str,
    commands: tuple[str, ...],
    default_words: str = "",
) -> dict[str, Any]:
    """The metadata of a field of the table. ``default_words`` say more than its default does."""
    return {
        "kind": kind,
        "help": help_words,
        "metavar": metavar,
        "commands": commands,
        "default_words": default_words,
    }


def described(key: str, default: object, metadata: Mapping[str, Any]) -> Setting:
    """The setting of a field with this ``metadata``."""
    words = metadata["default_words"] or str(default)
    return Setting(key, **{**metadata, "default_words": words})
