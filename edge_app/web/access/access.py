"""What the one who runs the application decides about who may reach it."""

from dataclasses import dataclass, field

from edge_app.addresses import address_of, is_loopback, own_names


@dataclass(frozen=True)
class Access:
    """By default: this machine alone, by its loopback names, without a login.

    ``token`` is the secret that a login demands; None demands none. ``names`` are further names,
    in small letters, by which a request may address the application. ``any_address`` lets it be
    addressed by every IP address, besides those of the loopback. A browser that asks an address
    has not been led astray by a name (DNS rebinding); and behind a router or in a container, the
    application cannot know all addresses by which it is reached.

    Raises ValueError: an empty token, with which everybody would log in.
    """

    token: str | None = field(default=None, repr=False)
    names: frozenset[str] = frozenset()
    any_address: bool = False

    def __post_init__(self) -> None:
        if self.token == "":
            raise ValueError("The token is empty, expected a secret; None demands no login.")

    @classmethod
    def on(cls, host: str, *, token: str | None = None, allowed: tuple[str, ...] = ()) -> "Access":
        """The access of a server that listens on ``host``; ``allowed`` are more names for it."""
        named = allowed if address_of(host) else (host, *allowed)
        names = {plain_name(name) for name in named} | own_names()
        return cls(token, frozenset(names), any_address=not is_loopback(host))


def plain_name(name: str) -> str:
    """A host name as it is compared: in small letters, without the dot of the root at its end."""
    return name.lower().removesuffix(".")
