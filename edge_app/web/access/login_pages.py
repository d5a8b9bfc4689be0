"""Where people log in and out."""

from typing import Any

from flask import Blueprint, Request, redirect, render_template, url_for
from werkzeug.wrappers import Response

from edge_app.web.access.login import Login
from edge_app.web.access.marks import is_let_in
from edge_app.web.request_body import current_request

MOST_FORM_BYTES = 4096
START = "pages.index"


def create_login_pages(login: Login | None) -> Blueprint:
    """The routes ``/login`` and ``/logout``. Where there is no login they lead to the start."""
    pages = Blueprint("access", __name__)

    @pages.get("/login")
    def show_login() -> Any:
        return redirect(url_for(START)) if is_let_in() else render_template("login.html")

    @pages.post("/login")
    def log_in() -> Response:
        current = current_request()
        if login is None:
            return redirect(url_for(START), 303)
        current.max_content_length = MOST_FORM_BYTES
        return let_in(login, current, current.form.get("token", ""))

    @pages.post("/logout")
    def log_out() -> Response:
        answer = redirect(url_for("access.show_login"), 303)
        if login is not None:
            answer.delete_cookie(login.cookie.name, httponly=True, samesite="Lax")
        return answer

    return pages


def is_link(request: Request) -> bool:
    """Whether it is the link that logs in, ``/?token=...``."""
    query: str = request.environ.get("QUERY_STRING", "")
    return query.startswith("token=") and request.endpoint == START


def let_in(login: Login, request: Request, token: str) -> Response:
    """Lead to the start, with a cookie. Raises RequestError: it is not the token."""
    login.check_token(token.strip(), request.environ)
    answer = redirect(url_for(START), 303)
    answer.set_cookie(
        login.cookie.name,
        login.cookie.make(),
        max_age=login.cookie.max_age_s,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer
