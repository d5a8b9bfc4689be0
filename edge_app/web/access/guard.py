"""Judge each request before anything of it is done: its host, its origin, its login."""

from flask import Flask
from werkzeug.wrappers import Response

from edge_app.web.access.access import Access
from edge_app.web.access.door import Door, login_needed
from edge_app.web.access.hosts import HostRule
from edge_app.web.access.levels import OPEN
from edge_app.web.access.login import Login
from edge_app.web.access.login_pages import create_login_pages, is_link, let_in
from edge_app.web.access.marks import is_let_in, mark_let_in
from edge_app.web.request_body import current_request


def guard(app: Flask, access: Access) -> str | None:
    """Let ``app`` answer only whom ``access`` admits, and give it the pages for logging in.

    It holds for every path, also where there is nothing, and refuses before the body is read.
    Gives the name of the cookie that a login sets; None where none is demanded.
    """
    login = None if access.token is None else Login(access.token)
    door = Door(HostRule(access), login)
    app.extensions["door"] = door  # For the server, which asks before it receives a large body.

    @app.before_request
    def judge() -> Response | None:
        current = current_request()
        environ = current.environ
        door.check_sender(environ)
        if login is not None and is_link(current):
            return let_in(login, current, current.args.get("token", ""))
        if door.lets_in(environ):
            mark_let_in(environ)
        elif current.endpoint not in OPEN:
            raise login_needed()
        return None

    app.register_blueprint(create_login_pages(login))
    app.context_processor(lambda: {"let_in": is_let_in(), "has_login": login is not None})
    return None if login is None else login.cookie.name
