"""The upload page and the HTTP API: one Flask application around one classifier."""

from edge_app.web.app import create_app
from edge_app.web.settings import WebSettings

__all__ = ["WebSettings", "create_app"]
