"""Judge a request by its head: whom it is addressed to, where it comes from, and its login."""

from typing import Any

from edge_app.web.access.hosts import HostRule
from edge_app.web.access.login import ASK, Login
from edge_app.web.access.origin import SAFE_METHODS, check_origin
from edge_app.web.problems import Problem, RequestError, problem_of


class Door:
    """The rules of one application. ``login`` is None where none is demanded."""

    def __init__(self, hosts: HostRule, login: Login | None) -> None:
        self._hosts = hosts
        self._login = login

    def check_sender(self, environ: dict[str, Any]) -> None:
        """Raise RequestError: addressed to another host, or made by a page of another origin."""
        self._hosts.check(environ)
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            check_origin(environ)

    def lets_in(self, environ: dict[str, Any]) -> bool:
        """Whether a login is shown, or none is needed. Raises RequestError: a wrong token."""
        return self._login is None or self._login.lets_in(environ)

    def problem(self, environ: dict[str, Any]) -> Problem | None:
        """Why the server should not even receive the large body that follows this head."""
        try:
            self.check_sender(environ)
            if not self.lets_in(environ):
                raise login_needed()
        except RequestError as error:
            return problem_of(error)
        return None


def login_needed() -> RequestError:
    """The error for a request that brings neither cookie nor token."""
    return RequestError(
        "A login is needed here: log in on the page with the token of this server, or send it in "
        "the header Authorization: Bearer TOKEN.",
        code="login_needed",
        headers=ASK,
    )
