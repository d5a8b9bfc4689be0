"""The application factory."""

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from edge_app import __version__
from edge_app.classifier import Classifier
from edge_app.errors import ImageError, ModelFileError
from edge_app.web.answers import Answerer
from edge_app.web.api import create_api
from edge_app.web.pages import create_pages
from edge_app.web.problems import RequestError, respond
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings
from edge_app.web.uploads import InMemoryRequest, readable_bytes

DEFAULT_SETTINGS = WebSettings()
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
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

    Its ``config`` says MODEL_NAME and MAX_CONTENT_LENGTH (bytes) to the server that runs it.
    """
    answerer = Answerer(
        models if isinstance(models, ServedModels) else ServedModels(models), settings
    )
    app = WebApp("edge_app.web")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.update(
        MODEL_NAME=answerer.model_name,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_PARTS=settings.max_files + 16,
    )
    app.register_blueprint(create_pages(answerer))
    app.register_blueprint(create_api(answerer))
    for error in (HTTPException, ImageError, ModelFileError, RequestError):
        app.register_error_handler(error, respond)
    app.after_request(add_headers)
    app.add_template_filter(readable_bytes)
    app.context_processor(lambda: {"answerer": answerer, "version": __version__})
    return app


def add_headers(response: Response) -> Response:
    """Put the security headers on an answer, and keep all but the fixed files out of caches."""
    response.headers.update(HEADERS)
    is_fixed_file = request.endpoint in FILE_ENDPOINTS and response.status_code < 400
    if not is_fixed_file:
        response.headers["Cache-Control"] = "no-store"
    return response
