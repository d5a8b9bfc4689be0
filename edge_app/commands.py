"""The commands ``classify``, ``camera`` and ``serve``, each from parsed options to an exit code."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from edge_app.classifier import Classifier
from edge_app.errors import ImageError
from edge_app.output import classification_json, classification_text
from edge_app.sources import Frame, open_source


def classify(options: argparse.Namespace) -> int:
    """Classify picture files; 1 when one of them could not be read, the others are answered."""
    classifier = Classifier(options.model, threads=options.threads)
    results = []
    for name in options.files:
        result = _classify_file(classifier, name, options)
        results.append(result)
        if not options.json:
            stream = sys.stderr if "error" in result else sys.stdout
            print(f"{name}: {result.get('error') or result['text']}", file=stream, flush=True)
        result.pop("text", None)
    if options.json:
        print(json.dumps({"model": classifier.info.name, "results": results}, indent=2))
    return 1 if any("error" in result for result in results) else 0


def _classify_file(
    classifier: Classifier, name: str, options: argparse.Namespace
) -> dict[str, Any]:
    try:
        answer = classifier.classify(Path(name).read_bytes(), top=options.top)
    except ImageError as error:
        return {"file": name, "error": str(error)}
    except OSError as error:
        return {"file": name, "error": f"Cannot read the file: {error.strerror}."}
    return {
        "file": name,
        **classification_json(answer),
        "text": classification_text(answer),
    }


def camera(options: argparse.Namespace) -> int:
    """Print one JSON line per frame until the source ends or Ctrl-C; both are a good end."""
    classifier = Classifier(options.model, threads=options.threads)
    frames = open_source(options.source)
    try:
        for number, frame in enumerate(frames, start=1):
            print(json.dumps(_frame_json(classifier, number, frame, options.top)), flush=True)
    except KeyboardInterrupt:
        return 0
    return 0


def _frame_json(classifier: Classifier, number: int, frame: Frame, top: int) -> dict[str, Any]:
    heading: dict[str, Any] = {"frame": number}
    if frame.name is not None:
        heading["file"] = frame.name
    if frame.pixels is None:
        return {**heading, "error": frame.error}
    answer = classification_json(classifier.classify(frame.pixels, top=top))
    del answer["timing_ms"]["decode"]  # The camera's or the video's own, and not ours to measure.
    return {**heading, **answer}


def serve(options: argparse.Namespace) -> int:
    """Serve the upload page and the API until Ctrl-C or SIGTERM."""
    from edge_app.web import create_app  # Here: the other commands need no Flask.
    from edge_app.web.server import serve as serve_app

    classifier = Classifier(options.model, threads=options.threads)
    serve_app(create_app(classifier), host=options.host, port=options.port)
    return 0
