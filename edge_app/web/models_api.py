"""What programs ask about the models, and how they choose another one."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from edge_app.model_file.summary import notes
from edge_app.web.json_body import check_fields, json_object
from edge_app.web.served import ServedModels


def create_models_api(models: ServedModels) -> Blueprint:
    """The routes ``/api/v1/models``, ``/api/v1/models/{name}`` and ``/api/v1/models/active``."""
    blueprint = Blueprint("models", __name__)

    @blueprint.get("/api/v1/models")
    def list_models() -> Response:
        entries = models.entries()
        return jsonify(active=entries[0].name, models=[entry.as_json() for entry in entries])

    @blueprint.get("/api/v1/models/active")
    def show_active() -> Response:
        return jsonify(described(models, models.active.path.stem))

    @blueprint.get("/api/v1/models/<name>")
    def show_model(name: str) -> Response:
        return jsonify(described(models, name))

    @blueprint.post("/api/v1/models/active")
    def activate_model() -> Response:
        body = json_object(request)
        check_fields(body, {"name": str})
        models.activate(body["name"])
        return jsonify(models.entry(body["name"]).as_json())

    return blueprint


def described(models: ServedModels, name: str) -> dict[str, Any]:
    """All that is known of one model; it is opened for that, if it was not asked before.

    Raises ModelNotFoundError. ModelRefusedError: it cannot be used.
    """
    classifier = models.classifier(name)
    thresholds = classifier.info.thresholds
    return {
        **models.entry(name).as_json(),
        "labels": list(classifier.labels),
        "description": classifier.info.description,
        "license": classifier.info.license,
        "thresholds": None if thresholds is None else list(thresholds),
        "notes": notes(classifier),
        "record": models.record(name),
    }
