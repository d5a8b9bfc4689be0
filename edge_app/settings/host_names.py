"""Names of hosts, several of them."""

import re
from dataclasses import dataclass

from edge_app.settings.kinds import Kind

# A label of a name, or of an IPv4 address; underscores, because containers have them.
NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.ASCII)
LONGEST = 253  # RFC 1035, section 2.3.4, as it is written.


@dataclass(frozen=True)
class HostNames(Kind):
    """A list of names without port; a text has commas between them."""

    @property
    def expected(self) -> str:
        return "a name such as pi.example.org, without port; several in a list"

    @property
    def documented(self) -> str:
        return "names"

    def from_text(self, text: str) -> tuple[str, ...]:
        return self.from_toml(text.split(","))

    def from_toml(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValueError
        return tuple(_checked(name) for name in value)


def _checked(name: object) -> str:
    if not isinstance(name, str):
        raise ValueError
    # What browsers send of a name with other letters than ASCII's (UnicodeError is a ValueError).
    plain = name.strip().encode("idna").decode().lower().removesuffix(".")
    if len(plain) > LONGEST or not NAME.fullmatch(plain):
        raise ValueError
    return plain
