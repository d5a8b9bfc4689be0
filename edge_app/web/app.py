"""The application factory."""

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from edge_app import __version__
from edge_app.classifier import Classifier
from edge_app.web.api import create_api
from edge_app.web.metrics import MeasuredAnswerer, Recorder, count_requests
from edge_app.web.models_api import create_models_api
from edge_app.web.monitoring import create_monitoring
from edge_app.web.pages import create_pages
from edge_app.web.problems import CODES, RequestError, problem_of, respond
from edge_app.web.request_body import readable_bytes
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings
from edge_app.web.uploads import InMemoryRequest

DEFAULT_SETTINGS = WebSettings()
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src 'self' data: blob:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FILE_ENDPOINTS = ("static", "pages.icon")


class OrderedJson(DefaultJSONProvider):
    """JSON with its fields in the order in which they are documented."""

    sort_keys = False


class WebApp(Flask):
    """Flask with uploads that stay in memory."""

    json_provider_class = OrderedJson
    request_class = InMemoryRequest


def create_app(
    models: Classifier | ServedModels, *, settings: WebSettings = DEFAULT_SETTINGS
) -> Flask:
    """Make the WSGI application that answers with one classifier, or with several by name.

    Its ``config`` says MODEL_NAME, MAX_CONTENT_LENGTH (bytes) and THREADS (requests in hand at the
    same time) to the server that runs it.
    """
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
    )
    app.register_blueprint(create_pages(answerer))
    app.register_blueprint(create_api(answerer, recorder))
    app.register_blueprint(create_models_api(served))
    app.register_blueprint(create_monitoring(answerer, recorder))
    answer_errors(app, recorder)
    count_requests(app, recorder)
    app.after_request(add_headers)
    app.add_template_filter(readable_bytes)
    app.context_processor(lambda: {"answerer": answerer, "version": __version__})
    return app


def answer_errors(app: Flask, recorder: Recorder) -> None:
    """Let every error of a request be answered in words, and counted by its code."""

    def answer(error: Exception) -> Response:
        problem = problem_of(error)
        recorder.errors.add(problem.code)
        return respond(problem)

    for kind in (HTTPException, RequestError, *CODES):
        app.register_error_handler(kind, answer)


def add_headers(response: Response) -> Response:
    """Put the security headers on an answer, and keep all but the fixed files out of caches."""
    response.headers.extend(HEADERS)  # Nothing else sets them: there is nothing to replace.
    is_fixed_file = response.status_code < 400 and request.endpoint in FILE_ENDPOINTS
    if not is_fixed_file:
        response.headers["Cache-Control"] = "no-store"
    return response
