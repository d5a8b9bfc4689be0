"""What programs ask: the JSON API and the health check."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Request, Response, jsonify

from edge_app import __version__
from edge_app.classifier import Classifier
from edge_app.errors import BusyError, EdgeAppError, ImageError, ModelFileError
from edge_app.model_file.summary import notes
from edge_app.output import classification_json
from edge_app.web.access.marks import is_let_in
from edge_app.web.answers import Answerer
from edge_app.web.json_body import JSON
from edge_app.web.json_uploads import json_uploads
from edge_app.web.metrics import Recorder
from edge_app.web.parts import Part
from edge_app.web.problems import problem_of
from edge_app.web.query import parameters, whole_number
from edge_app.web.request_body import current_request, declared_type
from edge_app.web.served import ServedModels
from edge_app.web.shapes import ClassifyAnswer, HealthAnswer
from edge_app.web.uploads import FORM, Upload, body_upload, form_uploads

DEFAULT_TOP = 3
PARAMETERS = ("model", "top")


def create_api(answerer: Answerer, recorder: Recorder, parts: Sequence[Part] = ()) -> Blueprint:
    """The routes ``POST /api/v1/classify`` and ``GET /healthz``, in which ``parts`` have a say."""
    api = Blueprint("api", __name__)

    @api.post("/api/v1/classify")
    def classify() -> Response:
        current = current_request()
        asked = parameters(current, known=PARAMETERS)
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
        found = health(answerer.models, parts)
        return jsonify(found if is_let_in() else {"status": found["status"]})

    return api


def health(models: ServedModels, parts: Sequence[Part] = ()) -> HealthAnswer:
    """Whether all is well, and which model runs on what. It waits for nothing."""
    classifier, problem = models.active, models.problem
    faults = [] if problem is None else [problem]
    faults += [fault for part in parts for fault in part.faults()]
    others = [note for part in parts for note in part.notes()]
    return {
        "status": "degraded" if faults else "ok",
        "model": classifier.path.stem,
        "model_sha256": classifier.info.sha256,
        "runtime": f"{classifier.runtime.name} {classifier.runtime.version}",
        "version": __version__,
        "notes": [*faults, *notes(classifier), *others],
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


def parse_top(text: str | None, *, classes: int) -> int:
    """The number of classes to answer with, 1 to ``classes``; 3 where ``text`` is None.

    Raises RequestError: not such a number.
    """
    if text is None:
        return min(DEFAULT_TOP, classes)
    return whole_number("top", text, low=1, high=classes)


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
