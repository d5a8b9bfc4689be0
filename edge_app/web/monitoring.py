"""What other programs read of the application itself: its figures, and what its API is."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, jsonify, request

from edge_app.web.answers import Answerer
from edge_app.web.metrics import Recorder
from edge_app.web.parts import Part


def create_monitoring(
    answerer: Answerer, recorder: Recorder, *, parts: Sequence[Part], login_cookie: str | None
) -> Blueprint:
    """The routes ``GET /metrics`` and ``GET /api/v1/openapi.json``.

    ``parts`` have figures of their own. ``login_cookie`` is the name of the cookie that a login
    sets; None where none is demanded.
    """
    monitoring = Blueprint("monitoring", __name__)

    @monitoring.get("/metrics")
    def metrics() -> Response:
        # Prometheus's library takes time and memory: who does not ask for metrics saves both.
        from edge_app.web.exposition import expose

        accept = request.headers.get("Accept", "")
        content, content_type = expose(answerer, recorder, accept=accept, parts=parts)
        return Response(content, content_type=content_type)

    @monitoring.get("/api/v1/openapi.json")
    def openapi() -> Response:
        from edge_app.web.openapi import document
        from edge_app.web.openapi_routes import Bounds, operations

        settings = answerer.settings
        bounds = Bounds(
            max_files=settings.max_files,
            max_upload_bytes=settings.max_upload_bytes,
            classes=len(answerer.classifier.labels),
        )
        rules = current_app.url_map.iter_rules()
        return jsonify(document(rules, operations(bounds), login_cookie=login_cookie))

    return monitoring
