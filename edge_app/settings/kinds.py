"""What a setting may hold, and how its value is read from a text and from a TOML file."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BYTE_UNITS = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9}
BYTE_UNITS |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
MODEL_SUFFIX = ".tflite"


@dataclass(frozen=True)
class Kind:
    """A text that is not empty; the other kinds are narrower."""

    @property
    def expected(self) -> str:
        """What a message says was expected."""
        return "a text that is not empty"

    @property
    def documented(self) -> str:
        """The values in the table of the docs."""
        return "text"

    def from_text(self, text: str) -> Any:
        """The value of a word on the command line, or of an environment variable.

        Raises ValueError: it is not one.
        """
        return self.from_toml(text)

    def from_toml(self, value: object) -> Any:
        """The value of what a TOML file holds. Raises ValueError: it is not one."""
        if not isinstance(value, str) or not value or "\0" in value:
            raise ValueError
        return value

    def under(self, folder: Path, value: Any) -> Any:  # noqa: ARG002
        """The value, where it is a path, as seen from ``folder``; any other as it is."""
        return value

    def written(self, value: Any) -> Any:
        """The value as a TOML file holds it."""
        return value


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from ``low`` to ``high``; ``high_words`` names a limit of the machine."""

    low: int
    high: int
    high_words: str = ""

    @property
    def expected(self) -> str:
        words = f", {self.high_words}" if self.high_words else ""
        return f"a whole number from {self.low} to {self.high}{words}"

    @property
    def documented(self) -> str:
        return f"{self.low} to {self.high_words or f'{self.high:,}'}"

    def from_text(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise ValueError
        return self.from_toml(int(text))

    def from_toml(self, value: object) -> int:
        # A bool is an int to Python, and no number to a reader of TOML.
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError
        if not self.low <= value <= self.high:
            raise ValueError
        return value


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no; on the command line, an option without a value says yes."""

    @property
    def expected(self) -> str:
        return "true or false"

    @property
    def documented(self) -> str:
        return "`true`, `false`"

    def from_text(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError
        return text == "true"

    def from_toml(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError
        return value


@dataclass(frozen=True)
class ByteSize(Whole):
    """A number of bytes, also with a unit: ``16 MiB``."""

    @property
    def expected(self) -> str:
        return f"{super().expected} (bytes), or one with a unit such as 16 MiB"

    def from_text(self, text: str) -> int:
        found = re.fullmatch(r"([0-9]{1,15}) ?([A-Za-z]*)", text)
        if not found or found[2] not in BYTE_UNITS:
            raise ValueError
        return super().from_toml(int(found[1]) * BYTE_UNITS[found[2]])

    def from_toml(self, value: object) -> int:
        return self.from_text(value) if isinstance(value, str) else super().from_toml(value)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words."""

    choices: tuple[str, ...]

    @property
    def expected(self) -> str:
        return f"one of {' | '.join(self.choices)}"

    @property
    def documented(self) -> str:
        return ", ".join(f"`{choice}`" for choice in self.choices)

    def from_toml(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError
        return value


@dataclass(frozen=True)
class FilePath(Kind):
    """The path of a file or a folder; ``~`` is the home folder."""

    @property
    def expected(self) -> str:
        return "a path"

    @property
    def documented(self) -> str:
        return "path"

    def from_toml(self, value: object) -> Path:
        return _at_home(super().from_toml(value))

    def under(self, folder: Path, value: Path) -> Path:
        return folder / value


@dataclass(frozen=True)
class Model(Kind):
    """The path of a model file, or the name of an installed model: see ``is_model_path``."""

    @property
    def expected(self) -> str:
        return f"a {MODEL_SUFFIX} file, or the name of an installed model"

    @property
    def documented(self) -> str:
        return "path, or name"

    def from_toml(self, value: object) -> str:
        name: str = super().from_toml(value)
        return str(_at_home(name)) if is_model_path(name) else name

    def under(self, folder: Path, value: str) -> str:
        return str(folder / value) if is_model_path(value) else value


def is_model_path(model: str) -> bool:
    """Whether the setting ``model`` is the path of a file by its looks; else it may be a name."""
    return os.sep in model or model.endswith(MODEL_SUFFIX)


def _at_home(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # No such user: the path is then not there either, and that is said.
        return Path(path)
