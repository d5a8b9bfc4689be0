"""What programs ask: the JSON API and the health check."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Request, Response, jsonify

from edge_app import __version__
from edge_app.classifier import Classifier
from edge_app.errors import BusyError, EdgeAppError, ImageError, ModelFileError
from edge_app.model_file.summary import notes
from edge_app.output import classification_json
from edge_app.web.access.marks import is_let_in
from edge_app.web.answers import Answerer
from edge_app.web.json_body import JSON, shown
from edge_app.web.json_uploads import json_uploads
from edge_app.web.metrics import Recorder
from edge_app.web.problems import RequestError, problem_of
from edge_app.web.request_body import current_request, declared_type
from edge_app.web.served import ServedModels
from edge_app.web.shapes import ClassifyAnswer, HealthAnswer
from edge_app.web.uploads import FORM, Upload, body_upload, form_uploads

DEFAULT_TOP = 3
PARAMETERS = ("model", "top")


def create_api(answerer: Answerer, recorder: Recorder) -> Blueprint:
    """The routes ``POST /api/v1/classify`` and ``GET /healthz``."""
    api = Blueprint("api", __name__)

    @api.post("/api/v1/classify")
    def classify() -> Response:
        current = current_request()
        asked = parameters(current)
        uploads = any_uploads(current, max_files=answerer.settings.max_files)
        # Asked once: the active model may change while the pictures are answered.
        classifier = answerer.models.classifier(asked.get("model"))
        top = parse_top(asked.get("top"), classes=len(classifier.labels))
        answer: ClassifyAnswer = {
            "model": classifier.path.stem,
            "model_sha256": classifier.info.sha256,
            "results": answer_all(answerer, uploads, recorder, classifier=classifier, top=top),
        }
        return jsonify(answer)

    @api.get("/healthz")
    def healthz() -> Response:
        found = health(answerer.models)
        return jsonify(found if is_let_in() else {"status": found["status"]})

    return api


def health(models: ServedModels) -> HealthAnswer:
    """Whether all is well, and which model runs on what. It waits for nothing."""
    classifier, problem = models.active, models.problem
    return {
        "status": "ok" if problem is None else "degraded",
        "model": classifier.path.stem,
        "model_sha256": classifier.info.sha256,
        "runtime": f"{classifier.runtime.name} {classifier.runtime.version}",
        "version": __version__,
        "notes": [*([] if problem is None else [problem]), *notes(classifier)],
    }


def any_uploads(request: Request, *, max_files: int) -> list[Upload]:
    """The pictures of a form or of a JSON body, or the one picture that is the body.

    Raises RequestError: no picture, more than ``max_files``, or a body that cannot be read.
    """
    kind = declared_type(request)
    if kind == FORM:
        return form_uploads(request, max_files=max_files)
    if kind == JSON:
        return json_uploads(request, max_files=max_files)
    return body_upload(request)


def parameters(request: Request) -> Mapping[str, str]:
    """The query parameters by name.

    Raises RequestError: one is none of PARAMETERS, or stands there twice.
    """
    if not request.query_string:
        return {}
    for name, values in request.args.lists():
        if name not in PARAMETERS or len(values) > 1:
            reason = "unknown" if name not in PARAMETERS else "there twice"
            raise RequestError(
                f"The query parameter {shown(name)} is {reason}. "
                f"There may be one each of: {', '.join(PARAMETERS)}.",
                code="bad_parameter",
            )
    return request.args


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
            f"top is {text[:20]!r}, expected a number from 1 to {classes}.", code="bad_parameter"
        )
    return number


def answer_all(
    answerer: Answerer,
    uploads: list[Upload],
    recorder: Recorder,
    *,
    classifier: Classifier,
    top: int,
) -> list[Any]:
    """One entry for each upload: its answer, or the error in its place.

    Raises BusyError: too many pictures wait already when the first one comes. BusyError,
    ImageError or ModelFileError: none could be answered.
    """
    results: list[Any] = []
    errors: list[EdgeAppError] = []
    for upload in uploads:
        try:
            answer = answerer.classify(upload.content, top=top, classifier=classifier)
        except (BusyError, ImageError, ModelFileError) as error:
            if isinstance(error, BusyError) and not results:
                raise
            errors.append(error)
            results.append({"file": upload.name, "error": problem_of(error).as_json()})
        else:
            results.append({"file": upload.name, **classification_json(answer)})
    if len(errors) == len(results):
        # A later try may help those that were not looked at.
        raise next((one for one in errors if isinstance(one, BusyError)), errors[0])
    for one in errors:
        recorder.errors.add(problem_of(one).code)
    return results
