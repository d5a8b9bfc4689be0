"""The JSON objects that the camera's API sends and takes, as ``edge_app.web.shapes`` has them."""

from typing import Annotated, Literal, TypedDict

from edge_app.web.shapes import Milliseconds, PredictionJson, Probability

Share = Annotated[float, {"minimum": 0, "maximum": 1}]
Extent = Annotated[float, {"exclusiveMinimum": 0, "maximum": 1}]
Count = Annotated[int, {"minimum": 0}]
PerSecond = Annotated[float, {"minimum": 0}]
Place = Annotated[int, "The place in the model's label list", {"minimum": 0}]
Sure = Annotated[bool | None, "Whether the model is sure; null if it states no thresholds"]
FrameNumber = Annotated[int, "The number of the frame, from 1 on", {"minimum": 1}]


class CaptureJson(TypedDict):
    """The camera."""

    state: Literal["opening", "running", "stalled", "frozen", "waiting", "ended", "stopped"]
    source: Annotated[str, "The address that was asked for"]
    description: Annotated[str, "What was found there"]
    problem: Annotated[str, "What is wrong; empty while all is well"]
    frames: Annotated[Count, "Frames since the start: the number of the latest one"]
    torn: Annotated[Count, "Frames that were damaged"]
    reopened: Annotated[Count, "How often it had to be opened again"]
    frames_per_second: PerSecond
    age_ms: Annotated[float | None, "The age of the latest frame; null before the first"]


class InferenceJson(TypedDict):
    """The classification of its frames."""

    on: bool
    count: Annotated[Count, "Frames that were classified"]
    per_second: PerSecond
    max_fps: Annotated[float | None, "The limit for per_second; null where there is none"]
    dropped: Annotated[Count, "Frames that came too soon after the one before"]
    problem: Annotated[str, "Why the latest frame has no answer; empty while all is well"]


class RegionJson(TypedDict):
    """The part of a frame that is classified, in shares of the frame's sides."""

    left: Share
    top: Share
    width: Extent
    height: Extent


class RawJson(TypedDict):
    """The answer for one frame alone."""

    label: str
    index: Place
    confidence: Probability
    predictions: list[PredictionJson]


class FrameTimingJson(TypedDict):
    """Where the time for a frame went, in milliseconds."""

    preprocess: Annotated[Milliseconds, "Scaling the region"]
    invoke: Annotated[Milliseconds, "Running the model"]


class SeenJson(TypedDict):
    """What is seen now: the label that is held, of the average over time."""

    label: str
    index: Place
    confidence: Annotated[float, "Its probability in the average", {"minimum": 0, "maximum": 1}]
    sure: Sure
    since_ms: Annotated[Milliseconds, "How long it has been the label"]
    frame: FrameNumber
    age_ms: Annotated[Milliseconds, "The age of that frame"]
    predictions: Annotated[list[PredictionJson], "The average: the label, then the best others"]
    raw: RawJson
    timing_ms: FrameTimingJson


class ChangeJson(TypedDict):
    """The label became another one."""

    label: str
    index: Place
    confidence: Probability
    sure: Sure
    frame: FrameNumber
    at: Annotated[str, "The time of day, UTC", {"format": "date-time"}]


class CameraAnswer(TypedDict):
    """What is known of the camera, and what is seen in it."""

    serial: Annotated[Count, "Another number after each change but those of rates and counts"]
    model: Annotated[str, "The name of the active model"]
    camera: CaptureJson
    inference: InferenceJson
    region: Annotated[RegionJson | None, "null before the first frame"]
    prediction: Annotated[SeenJson | None, "null until a frame was classified as is asked for now"]
    history: Annotated[list[ChangeJson], "The latest changes of the label, the last one first"]


class CameraOrder(TypedDict, total=False):
    """What is to change; what is absent stays."""

    inference: Annotated[bool, "Classify frames"]
    running: Annotated[bool, "Open the camera, or let it go"]
    region: Annotated[RegionJson | None, "Classify this part; null is the centred square"]
