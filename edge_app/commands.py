"""The commands ``classify``, ``camera`` and ``serve``, each from parsed options to an exit code."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from edge_app.classifier import Classification, Classifier
from edge_app.errors import ImageError
from edge_app.images import read_image_file
from edge_app.output import classification_json, classification_text
from edge_app.sources import Frame, open_source


def classify(options: argparse.Namespace) -> int:
    """Classify picture files; 1 when one of them could not be read, the others are answered."""
    classifier = Classifier(options.model, threads=options.threads)
    failed = False
    results = []
    for name in options.files:
        answer = _classify_file(classifier, name, top=options.top)
        failed |= isinstance(answer, ImageError)
        if options.json:
            results.append({"file": name, **_answer_json(answer)})
        elif isinstance(answer, ImageError):
            print(f"{name}: {answer}", file=sys.stderr, flush=True)
        else:
            print(f"{name}: {classification_text(answer)}", flush=True)
    if options.json:
        print(json.dumps({"model": classifier.info.name, "results": results}, indent=2))
    return 1 if failed else 0


def camera(options: argparse.Namespace) -> int:
    """Print one JSON line per frame until the source ends or Ctrl-C.

    Both are a good end; 1 when a picture of a folder could not be read.
    """
    classifier = Classifier(options.model, threads=options.threads)
    failed = False
    try:
        for number, frame in enumerate(open_source(options.source), start=1):
            failed |= frame.pixels is None
            print(json.dumps(_frame_json(classifier, number, frame, options.top)), flush=True)
    except KeyboardInterrupt:
        return 0
    return 1 if failed else 0


def serve(options: argparse.Namespace) -> int:
    """Serve the upload page and the API until Ctrl-C or SIGTERM."""
    from edge_app.web import create_app  # Here: the other commands need no Flask.
    from edge_app.web.server import serve as serve_app

    classifier = Classifier(options.model, threads=options.threads)
    serve_app(create_app(classifier), host=options.host, port=options.port)
    return 0


def _classify_file(classifier: Classifier, name: str, *, top: int) -> Classification | ImageError:
    try:
        return classifier.classify(read_image_file(Path(name)), top=top)
    except ImageError as error:
        return error


def _answer_json(answer: Classification | ImageError) -> dict[str, Any]:
    return {"error": str(answer)} if isinstance(answer, ImageError) else classification_json(answer)


def _frame_json(classifier: Classifier, number: int, frame: Frame, top: int) -> dict[str, Any]:
    heading: dict[str, Any] = {"frame": number}
    if frame.name is not None:
        heading["file"] = frame.name
    if frame.pixels is None:
        return {**heading, "error": frame.error}
    answer = classification_json(classifier.classify(frame.pixels, top=top))
    del answer["timing_ms"]["decode"]  # The camera's or the video's own, and not ours to measure.
    return {**heading, **answer}
