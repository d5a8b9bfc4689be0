"""The commands of ``edge-app``, each from parsed options to an exit code."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError, ImageError, ModelFileError
from edge_app.images import read_image_file
from edge_app.model_file.summary import notes, summary_json, summary_text
from edge_app.output import classification_json, classification_text
from edge_app.predictions import Classification
from edge_app.sources import Frame, open_source


def classify(options: argparse.Namespace) -> int:
    """Classify picture files; 1 when one of them got no answer, the others are answered."""
    classifier = _load(options)
    failed = False
    results = []
    for name in options.files:
        answer = _classify_file(classifier, name, top=options.top)
        failed |= isinstance(answer, EdgeAppError)
        if options.json:
            results.append({"file": name, **_answer_json(answer)})
        elif isinstance(answer, EdgeAppError):
            print(f"{name}: {answer}", file=sys.stderr, flush=True)
        else:
            print(f"{name}: {classification_text(answer)}", flush=True)
    if options.json:
        print(json.dumps({"model": classifier.name, "results": results}, indent=2))
    return 1 if failed else 0


def camera(options: argparse.Namespace) -> int:
    """Print one JSON line per frame until the source ends or Ctrl-C.

    Both are a good end; 1 when a frame got no answer, as a picture that cannot be read.
    """
    classifier = _load(options)
    failed = False
    try:
        for number, frame in enumerate(open_source(options.source), start=1):
            answer = _frame_json(classifier, number, frame, options.top)
            failed |= "error" in answer
            print(json.dumps(answer), flush=True)
    except KeyboardInterrupt:
        return 0
    return 1 if failed else 0


def serve(options: argparse.Namespace) -> int:
    """Serve the upload page and the API until Ctrl-C or SIGTERM."""
    from edge_app.web import create_app  # Here: the other commands need no Flask.
    from edge_app.web.server import serve as serve_app

    classifier = _load(options)
    serve_app(create_app(classifier), host=options.host, port=options.port)
    return 0


def info(options: argparse.Namespace) -> int:
    """Say what a model is, what goes in and what comes out, and how that is known."""
    classifier = _classifier(options)
    as_json = json.dumps(summary_json(classifier), indent=2)
    print(as_json if options.json else summary_text(classifier))
    return 0


def _load(options: argparse.Namespace) -> Classifier:
    """The model that the options name; what had to be concluded about it is said."""
    classifier = _classifier(options)
    for note in notes(classifier):
        print(f"note: {note}", file=sys.stderr)
    return classifier


def _classifier(options: argparse.Namespace) -> Classifier:
    return Classifier(
        options.model,
        threads=options.threads,
        labels=options.labels,
        input_range=options.input_range,
    )


def _classify_file(classifier: Classifier, name: str, *, top: int) -> Classification | EdgeAppError:
    try:
        return classifier.classify(read_image_file(Path(name)), top=top)
    except (ImageError, ModelFileError) as error:
        return error


def _answer_json(answer: Classification | EdgeAppError) -> dict[str, Any]:
    if isinstance(answer, EdgeAppError):
        return {"error": str(answer)}
    return classification_json(answer)


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
