"""What each route for programs takes and answers, by the name of its endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edge_app.web.camera.shapes import CameraAnswer, CameraOrder
from edge_app.web.camera.viewing import LARGEST_NUMBER, LONGEST_WAIT_S
from edge_app.web.shapes import (
    BriefHealth,
    ClassifyAnswer,
    HealthAnswer,
    ModelAnswer,
    ModelChoice,
    ModelEntryJson,
    ModelsAnswer,
    OnePicture,
    SeveralPictures,
)
from edge_app.web.uploads import FIELD, FORM

TEXT_TYPES = ("text/plain", "application/openmetrics-text")
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif")
JSON_ERRORS = ("bad_json", "bad_request", "body_too_large", "unsupported_encoding")
MODEL_ERRORS = ("model_not_found", "model_refused")
PICTURE_ERRORS = (
    "too_many_files",
    "form_too_large",
    "unsupported_image",
    "image_too_large",
    "damaged_image",
    "model_failed",
    "busy",
)


@dataclass(frozen=True)
class Parameter:
    """A parameter in the query, or in the path."""

    name: str
    meaning: str
    schema: dict[str, Any]
    place: str = "query"


@dataclass(frozen=True)
class Operation:
    """What one route does. ``answer`` is the shape of its JSON, None where it answers one of
    ``kinds`` of text or pictures. ``nothing`` is what an answer without content (204) means.

    ``errors`` are codes of ``PROBLEMS``. ``json`` is the shape of the JSON that it takes;
    ``bodies`` are the schemas of the others, by their Content-Type.
    """

    summary: str
    answer: Any
    errors: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    json: Any = None
    bodies: Mapping[str, Any] = field(default_factory=dict)
    kinds: tuple[str, ...] = TEXT_TYPES
    nothing: str | None = None


@dataclass(frozen=True)
class Bounds:
    """What an application accepts: pictures in a request, bytes of a body, classes to answer."""

    max_files: int
    max_upload_bytes: int
    classes: int


def operations(bounds: Bounds) -> dict[str, Operation]:
    """The operation of each endpoint."""
    name = Parameter("name", "The name of the model.", {"type": "string"}, place="path")
    return {
        "api.classify": _classify(bounds),
        "api.healthz": Operation(
            "Is it running, and with which model?", HealthAnswer | BriefHealth
        ),
        "models.list_models": Operation("The models that may be asked.", ModelsAnswer),
        "models.show_active": Operation("The active model in full.", ModelAnswer),
        "models.show_model": Operation(
            "One model in full.",
            ModelAnswer,
            errors=("model_not_found", "model_refused"),
            parameters=(name,),
        ),
        "models.activate_model": Operation(
            "Let another model answer where none is named. The old one stays if it is refused.",
            ModelEntryJson,
            errors=(*JSON_ERRORS, *MODEL_ERRORS, "wrong_content_type", "store_failed"),
            json=ModelChoice,
        ),
        **camera_operations(),
        "monitoring.metrics": Operation("Figures for Prometheus.", None),
        "monitoring.openapi": Operation("This document.", dict[str, Any]),
    }


def camera_operations() -> dict[str, Operation]:
    """Those of the camera, but not its stream, which has no end."""
    whole = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
    after = "The serial that is known; then a later one is waited for, or any other."
    wait = {"type": "integer", "minimum": 0, "maximum": int(LONGEST_WAIT_S)}
    frame = "The number of the frame that is known; then a later one is waited for, a second."
    return {
        "camera.camera_frame": Operation(
            "The newest frame.",
            None,
            errors=("no_camera", "bad_parameter"),
            parameters=(Parameter("after", frame, whole),),
            kinds=("image/jpeg",),
            nothing="There is no later frame.",
        ),
        "camera.camera_snapshot": Operation(
            "The newest frame with what is seen in it, as a file to keep.",
            None,
            errors=("no_camera", "no_frame"),
            kinds=("image/jpeg",),
        ),
        "camera.show_camera": Operation(
            "What is known of the camera, and what is seen in it.",
            CameraAnswer,
            errors=("no_camera", "bad_parameter"),
            parameters=(
                Parameter("after", after, whole),
                Parameter("wait", "For how many seconds at most; 0 if absent.", wait),
            ),
        ),
        "camera.change_camera": Operation(
            "Classify or do not, choose the part of the frames, let the camera go or open it.",
            CameraAnswer,
            errors=("no_camera", "bad_region", *JSON_ERRORS, "wrong_content_type"),
            json=CameraOrder,
        ),
    }


def _classify(bounds: Bounds) -> Operation:
    top = {"type": "integer", "minimum": 1, "maximum": bounds.classes}
    picture = {
        "type": "string",
        "format": "binary",
        "description": f"A picture file of at most {bounds.max_upload_bytes} bytes.",
    }
    files = {
        "type": "array",
        "description": "Picture files; the field may stand once or several times.",
        "items": {"type": "string", "format": "binary"},
        "minItems": 1,
        "maxItems": bounds.max_files,
    }
    form = {"type": "object", "properties": {FIELD: files}, "required": [FIELD]}
    return Operation(
        "Classify one picture or several.",
        ClassifyAnswer,
        errors=("missing_image", "bad_parameter", *JSON_ERRORS, *MODEL_ERRORS, *PICTURE_ERRORS),
        parameters=(
            Parameter(
                "model", "The name of a model; the active one if absent.", {"type": "string"}
            ),
            Parameter("top", "How many classes to answer with; 3 if absent.", top),
        ),
        json=OnePicture | SeveralPictures,
        bodies={FORM: form, **dict.fromkeys(PICTURE_TYPES, picture)},
    )
