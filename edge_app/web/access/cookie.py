"""The cookie of a browser that has logged in. It is not the token, and does not tell it."""

import hashlib
import hmac
import time
from collections.abc import Callable

LIFETIME_S = 30 * 24 * 60 * 60
PURPOSE = b"edge-app login cookie, version 1"
NAME_DIGITS = 8


class LoginCookie:
    """Makes and recognises cookies: ``EXPIRY.SIGNATURE``, with a key that is derived of the token.

    They outlive a restart with the same token, and end with it. The name depends on the token too,
    because browsers send a cookie to every port of a host: two applications on one device would
    replace each other's. An own HMAC, because this is paid by every request: itsdangerous takes
    five times as long.

    ``clock`` gives seconds since 1970: a lifetime has to outlast the process.
    """

    max_age_s = LIFETIME_S

    def __init__(self, token: str, *, clock: Callable[[], float] = time.time) -> None:
        key = hmac.digest(token.encode(), PURPOSE, hashlib.sha256)
        self._clock = clock
        self._keyed = hmac.new(key, digestmod=hashlib.sha256)
        self.name = f"edge_app_{self._sign('name')[:NAME_DIGITS]}"

    def make(self) -> str:
        """A value that is good from now on, for LIFETIME_S."""
        expiry = str(int(self._clock()) + LIFETIME_S)
        return f"{expiry}.{self._sign(expiry)}"

    def is_in(self, header: str) -> bool:
        """Whether a header ``Cookie`` has one that is good now."""
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.name and self._is_good(value):
                return True
        return False

    def _is_good(self, value: str) -> bool:
        expiry, _, signature = value.partition(".")
        signed = self._sign(expiry).encode()
        if not hmac.compare_digest(signed, signature.encode("utf-8", "replace")):
            return False
        # One that is good for longer was made while the clock was wrong.
        return 0 < int(expiry) - self._clock() <= LIFETIME_S

    def _sign(self, words: str) -> str:
        keyed = self._keyed.copy()
        keyed.update(words.encode("utf-8", "replace"))
        return keyed.hexdigest()
