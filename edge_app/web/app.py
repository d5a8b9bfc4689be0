"""The application factory."""

import threading
from collections.abc import Callable, Sequence
from json import JSONEncoder
from typing import Any

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from edge_app import __version__
from edge_app.camera.watcher import Watcher
from edge_app.classifier import Classifier
from edge_app.encoded_picture import ignore_pillow_warnings
from edge_app.web.access import Access
from edge_app.web.access.guard import guard
from edge_app.web.api import create_api
from edge_app.web.camera import CameraPart, Viewing, create_camera
from edge_app.web.metrics import MeasuredAnswerer, Recorder, count_requests
from edge_app.web.models_api import create_models_api
from edge_app.web.monitoring import create_monitoring
from edge_app.web.pages import create_pages
from edge_app.web.parts import Part
from edge_app.web.problems import CODES, RequestError, problem_of, respond
from edge_app.web.refusals import note_refusal
from edge_app.web.request_body import readable_bytes
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings
from edge_app.web.uploads import InMemoryRequest

DEFAULT_SETTINGS = WebSettings()
THIS_MACHINE = Access()
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src 'self' data: blob:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: browsers would then say of our own forms that they come from nowhere.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
FIXED_FILES = ("/static/", "/favicon.ico")
FILE_HEADERS = list(HEADERS.items())
ALL_HEADERS = [*FILE_HEADERS, ("Cache-Control", "no-store")]


class OrderedJson(DefaultJSONProvider):
    """JSON with its fields in the order in which they are documented."""

    sort_keys = False
    _encode = JSONEncoder(separators=(",", ":")).encode

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """As Flask does, without a new encoder for each answer."""
        text = self._encode(self._prepare_response_obj(args, kwargs))
        return Response(f"{text}\n", mimetype=self.mimetype)


class WebApp(Flask):
    """Flask with uploads that stay in memory, and no asynchronous functions to look for."""

    json_provider_class = OrderedJson
    request_class = InMemoryRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def wsgi_app(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer, with the security headers, and keep all but the fixed files out of caches."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            fixed = environ["PATH_INFO"].startswith(FIXED_FILES) and status < "4"
            return start_response(
                status, headers + (FILE_HEADERS if fixed else ALL_HEADERS), *error
            )

        return super().wsgi_app(environ, start)


def create_app(
    models: Classifier | ServedModels,
    *,
    settings: WebSettings = DEFAULT_SETTINGS,
    access: Access = THIS_MACHINE,
    camera: Watcher | None = None,
    parts: Sequence[Part] = (),
) -> Flask:
    """Make the WSGI application that answers with one classifier, or with several by name.

    ``access`` says who may ask it: by default, who addresses it by a name of the loopback.
    ``camera`` is shown, if there is one; others start and stop it. ``parts`` have a say in health
    and figures. Its ``config`` says MODEL_NAME, MAX_CONTENT_LENGTH (bytes), THREADS (requests in
    hand at the same time) and CAMERA (whether there is one) to the server that runs it; its
    extension ``stopping`` is an event that the server sets when nobody may wait any longer.
    """
    ignore_pillow_warnings()
    served = models if isinstance(models, ServedModels) else ServedModels(models)
    recorder = Recorder()
    answerer = MeasuredAnswerer(served, settings, recorder)
    app = WebApp("edge_app.web")
    app.url_map.strict_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.update(
        MODEL_NAME=answerer.model_name,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_PARTS=settings.max_files + 16,
        THREADS=settings.threads,
        CAMERA=camera is not None,
    )
    app.extensions["recorder"] = recorder  # For the server, which refuses some requests by itself.
    stopping = app.extensions["stopping"] = threading.Event()
    viewing = None if camera is None else Viewing(camera, settings, stopping=stopping)
    if viewing is not None:
        parts = (CameraPart(viewing), *parts)
        app.config["THREADS"] += viewing.threads
    login_cookie = guard(app, access)
    app.register_blueprint(create_pages(answerer))
    app.register_blueprint(create_camera(answerer, viewing))
    app.register_blueprint(create_api(answerer, recorder, parts))
    app.register_blueprint(create_models_api(served))
    app.register_blueprint(
        create_monitoring(answerer, recorder, parts=parts, login_cookie=login_cookie)
    )
    answer_errors(app, recorder)
    count_requests(app, recorder)
    app.add_template_filter(readable_bytes)
    app.context_processor(lambda: {"answerer": answerer, "version": __version__})
    return app


def answer_errors(app: Flask, recorder: Recorder) -> None:
    """Let every error of a request be answered in words, and counted by its code."""

    def answer(error: Exception) -> Response:
        problem = problem_of(error)
        recorder.errors.add(problem.code)
        note_refusal(app, problem.status, problem.code)
        return respond(problem)

    for kind in (HTTPException, RequestError, MemoryError, *CODES):
        app.register_error_handler(kind, answer)
