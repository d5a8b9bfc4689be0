"""What programs ask: the JSON API and the health check."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from edge_app import __version__
from edge_app.errors import EdgeAppError, ImageError, ModelFileError
from edge_app.model_file.summary import notes
from edge_app.output import classification_json
from edge_app.web.answers import Answerer
from edge_app.web.problems import RequestError, problem_of
from edge_app.web.uploads import Upload, any_uploads

DEFAULT_TOP = 3


def create_api(answerer: Answerer) -> Blueprint:
    """The routes ``POST /api/v1/classify`` and ``GET /healthz``."""
    api = Blueprint("api", __name__)
    labels = answerer.classifier.labels

    @api.post("/api/v1/classify")
    def classify() -> Response:
        top = parse_top(request.args.get("top"), classes=len(labels))
        uploads = any_uploads(request, max_files=answerer.settings.max_files)
        results = answer_all(answerer, uploads, top=top)
        return jsonify(model=answerer.model_name, results=results)

    @api.get("/healthz")
    def healthz() -> Response:
        runtime = answerer.classifier.runtime
        return jsonify(
            status="ok",
            model=answerer.model_name,
            model_sha256=answerer.classifier.info.sha256,
            runtime=f"{runtime.name} {runtime.version}",
            version=__version__,
            notes=notes(answerer.classifier),
        )

    return api


def parse_top(text: str | None, *, classes: int) -> int:
    """The number of classes to answer with, 1 to ``classes``; 3 where ``text`` is None.

    Raises RequestError: not such a number.
    """
    if text is None:
        return min(DEFAULT_TOP, classes)
    # A number of many digits is refused before int() would have to read it.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= number <= classes:
        raise RequestError(
            f"top is {text[:20]!r}, expected a number from 1 to {classes}.",
            status=400,
            code="bad_parameter",
        )
    return number


def answer_all(answerer: Answerer, uploads: list[Upload], *, top: int) -> list[dict[str, Any]]:
    """One entry for each upload: its answer, or the error in its place.

    Raises ImageError or ModelFileError: the error of the first, when none could be answered.
    """
    results: list[dict[str, Any]] = []
    errors: list[EdgeAppError] = []
    for upload in uploads:
        try:
            answer = answerer.classify(upload.content, top=top)
        except (ImageError, ModelFileError) as error:
            errors.append(error)
            results.append({"file": upload.name, "error": problem_of(error).as_json()})
        else:
            results.append({"file": upload.name, **classification_json(answer)})
    if len(errors) == len(results):
        raise errors[0]
    return results
