"""The JSON objects that the API sends and takes: their fields, types and meanings.

Beside a type stands, in words, what it means, and what JSON Schema may say of it.
"""

from typing import Annotated, Any, Literal, TypedDict

Probability = Annotated[float, {"minimum": 0, "maximum": 1}]
Milliseconds = Annotated[float, {"minimum": 0}]
Sha256 = Annotated[
    str, "The SHA-256 of the model file, in hexadecimal", {"pattern": "^[0-9a-f]{64}$"}
]
FileName = Annotated[
    str | None, "The file name, without folders and invisible characters; null where none came"
]


class ErrorBody(TypedDict):
    """What went wrong."""

    code: Annotated[str, "Fixed, for programs"]
    message: Annotated[str, "What came, what was expected, and what to do; for people"]


class ErrorAnswer(TypedDict):
    """The answer to every request that failed."""

    error: ErrorBody


class PredictionJson(TypedDict):
    """One class."""

    label: str
    index: Annotated[int, "The place in the model's label list", {"minimum": 0}]
    probability: Probability


class TimingJson(TypedDict):
    """Where the time went, in milliseconds."""

    decode: Annotated[Milliseconds, "Decoding the file"]
    preprocess: Annotated[Milliseconds, "Cutting and scaling the picture"]
    invoke: Annotated[Milliseconds, "Running the model"]


class PictureAnswer(TypedDict):
    """The answer for one picture."""

    file: FileName
    prediction: Annotated[str, "The label of the most probable class"]
    confidence: Annotated[Probability, "The probability of the most probable class"]
    sure: Annotated[bool | None, "Whether the model is sure; null if it states no thresholds"]
    threshold: Annotated[float | None, "The probability from which on it is sure of this class"]
    predictions: Annotated[list[PredictionJson], "The most probable classes, the best first"]
    timing_ms: TimingJson


class PictureError(TypedDict):
    """In the place of an answer: why there is none for this picture."""

    file: FileName
    error: ErrorBody


class ClassifyAnswer(TypedDict):
    """The answers of one model, in the order in which the pictures came."""

    model: Annotated[str, "The name of the model that answered"]
    model_sha256: Sha256
    results: list[PictureAnswer | PictureError]


class HealthAnswer(TypedDict):
    """Whether the application answers, and with what."""

    status: Annotated[Literal["ok", "degraded"], "degraded: it answers, but notes says a fault"]
    model: Annotated[str, "The name of the active model"]
    model_sha256: Sha256
    runtime: Annotated[str, "The library that runs the model, with its version"]
    version: Annotated[str, "The version of the application"]
    notes: Annotated[list[str], "Faults, and what was concluded about the model"]


class BriefHealth(TypedDict):
    """The same, for those who are not logged in where a login is needed."""

    status: Annotated[Literal["ok", "degraded"], "degraded: it answers, but notes says a fault"]


class ModelEntryJson(TypedDict):
    """One model that may be asked."""

    name: Annotated[str, "What the parameter model takes: the file's name without .tflite"]
    active: Annotated[bool, "Whether it answers where no model is named"]
    variant: Annotated[str | None, "int8, float32, ... of our own models"]
    file: Annotated[str, "The file's name"]
    bytes: Annotated[int, "The file's size", {"minimum": 0}]
    sha256: Sha256
    origin: Literal["shipped", "installed", "given"]
    accuracy: Annotated[float | None, "On the test pictures of its record, 0 to 1"]
    accuracy_count: Annotated[int | None, "The number of those pictures"]
    classes: Annotated[int, "The number of classes", {"minimum": 2}]
    input: Annotated[list[int], "Height and width of the model's input, in pixels"]


class ModelsAnswer(TypedDict):
    """All models, the active one first."""

    active: Annotated[str, "The name of the active model"]
    models: list[ModelEntryJson]


class ModelAnswer(ModelEntryJson):
    """One model in full."""

    labels: Annotated[list[str], "The class names, in the order of the model's outputs"]
    description: str
    license: str
    thresholds: Annotated[list[float | None] | None, "By class; null where it is never sure"]
    notes: Annotated[list[str], "What was concluded about a model that does not say it itself"]
    record: Annotated[dict[str, Any] | None, "The record NAME.json as it stands beside the file"]


Base64 = Annotated[
    str,
    "A picture file in base64, or a data: URI of it",
    {"format": "byte", "contentEncoding": "base64", "minLength": 1},
]


class OnePicture(TypedDict):
    """One picture."""

    image: Base64


class UnnamedPicture(TypedDict):
    """One of several pictures."""

    data: Base64


class NamedPicture(UnnamedPicture, total=False):
    """One of several pictures, with its name."""

    name: Annotated[str, "Its file name; comes back in the answer"]


class SeveralPictures(TypedDict):
    """Several pictures."""

    images: Annotated[list[NamedPicture], {"minItems": 1}]


class ModelChoice(TypedDict):
    """The model that is to answer from now on."""

    name: Annotated[str, "The name of a model"]
