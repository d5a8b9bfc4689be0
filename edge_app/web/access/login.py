"""What a request shows to be let in: a cookie, or the token itself."""

import hmac
import threading
import time
from collections.abc import Callable
from typing import Any

from edge_app.web.access.cookie import LoginCookie
from edge_app.web.access.failures import Failures, client_of
from edge_app.web.problems import RequestError

BEARER = "bearer "


class Login:
    """Knows the token, and how often a wrong one came."""

    def __init__(self, token: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._token = token.encode()
        self._failures = Failures(clock=clock)
        self._lock = threading.Lock()
        self.cookie = LoginCookie(token)

    def lets_in(self, environ: dict[str, Any]) -> bool:
        """Whether a request brings a cookie or the token; False where it brings neither.

        A cookie that is not good, any more, counts for nothing: nobody guesses a signature.

        Raises RequestError: it brings a wrong token, or too many came before.
        """
        cookies = environ.get("HTTP_COOKIE")
        if cookies is not None and self.cookie.is_in(cookies):
            return True
        authorization: str = environ.get("HTTP_AUTHORIZATION", "")
        if authorization[: len(BEARER)].lower() != BEARER:
            return False
        self.check_token(authorization[len(BEARER) :].strip(), environ)
        return True

    def check_token(self, brought: str, environ: dict[str, Any]) -> None:
        """Compare a token, in a time that does not depend on where it differs.

        Raises RequestError: it is wrong, or was not looked at because too many were.
        """
        client = client_of(environ.get("REMOTE_ADDR", ""))
        with self._lock:  # Many guesses at the same moment are counted, too.
            wait_s = self._failures.wait_s(client)
            if wait_s:
                raise RequestError(
                    f"Too many wrong tokens came. Try again in {wait_s} seconds.",
                    code="too_many_logins",
                    headers={"Retry-After": str(wait_s)},
                )
            if hmac.compare_digest(brought.encode("utf-8", "replace"), self._token):
                return
            self._failures.add(client)
        raise RequestError(
            "This is not the token of this server. Whoever started the server has it.",
            code="wrong_token",
            headers=ASK,
        )


# RFC 9110, section 15.5.2: a 401 has to name a way to log in.
ASK = {"WWW-Authenticate": 'Bearer realm="Edge Image Classifier"'}
