"""The command ``edge-app camera``: one JSON line for each frame."""

import argparse
import json
from typing import Any

from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError
from edge_app.model_choice import load_model
from edge_app.output import classification_json
from edge_app.sources import Frame, open_source


def classify_frames(options: argparse.Namespace) -> int:
    """Print one JSON line per frame until the source ends or Ctrl-C.

    Both are a good end; 1 when a frame got no answer, as a picture that cannot be read.
    """
    settings = options.settings
    classifier = load_model(settings).classifier
    failed = False
    try:
        frames = open_source(options.source, max_pixels=settings.max_pixels)
        for number, frame in enumerate(frames, start=1):
            answer = _frame_json(classifier, number, frame, settings.top)
            failed |= "error" in answer
            print(json.dumps(answer), flush=True)
    except KeyboardInterrupt:
        return 0
    return 1 if failed else 0


def _frame_json(classifier: Classifier, number: int, frame: Frame, top: int) -> dict[str, Any]:
    heading: dict[str, Any] = {"frame": number}
    if frame.name is not None:
        heading["file"] = frame.name
    if frame.pixels is None:
        return {**heading, "error": frame.error}
    try:
        answer = classification_json(classifier.classify(frame.pixels, top=top))
    except ModelFileError as error:
        return {**heading, "error": str(error)}
    del answer["timing_ms"]["decode"]  # The camera's or the video's own, and not ours to measure.
    return {**heading, **answer}
