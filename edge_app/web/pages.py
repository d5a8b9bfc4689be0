"""What people see: the form, the result, and the icon in the browser's tab."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from edge_app.model_file.summary import notes
from edge_app.picture_formats import FORMAT_NAMES
from edge_app.web.answers import Answerer
from edge_app.web.uploads import form_uploads

SHOWN_CLASSES = 3
SHOWN_COUNTS = (1, 3, 5, 10)
LISTED_CLASSES = 60  # A longer list is folded away.
# Types, not image/*: a phone that keeps its pictures as HEIC then sends a JPEG.
ACCEPTED_TYPES = "image/jpeg,image/png,image/webp,image/bmp,image/gif"
# What upload.js imports, named so that the browser fetches all of them at once.
MODULES = (
    "batch.js",
    "cards.js",
    "classify.js",
    "compare.js",
    "elements.js",
    "export.js",
    "facts.js",
    "files.js",
    "models.js",
    "progress.js",
)


def create_pages(answerer: Answerer) -> Blueprint:
    """The routes ``GET /``, ``POST /result`` and ``GET /favicon.ico``."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def index() -> str:
        return render_template(
            "index.html",
            accepted_types=ACCEPTED_TYPES,
            format_names=FORMAT_NAMES,
            listed_classes=LISTED_CLASSES,
            modules=MODULES,
            **about(answerer),
        )

    @pages.post("/result")
    def result() -> str:
        upload = form_uploads(request, max_files=answerer.settings.max_files)[0]
        top = min(SHOWN_CLASSES, len(answerer.classifier.labels))
        answer = answerer.classify_and_show(upload.content, top=top)
        return render_template("result.html", name=upload.name, answer=answer, **about(answerer))

    @pages.get("/result")
    def no_result() -> AnyResponse:
        return redirect(url_for("pages.index"))

    @pages.get("/favicon.ico")
    def icon() -> Response:
        return current_app.send_static_file("icon.svg")

    return pages


def about(answerer: Answerer) -> dict[str, Any]:
    """What the pages say of the models: the active one, loaded, and all, the active one first."""
    entries, classifier = answerer.models.entries(), answerer.models.active
    most = max(entry.facts.classes for entry in entries)
    counts = sorted({min(count, most) for count in SHOWN_COUNTS})
    return {
        "classifier": classifier,
        "entries": [entry.as_json() for entry in entries],
        "problem": answerer.models.problem,
        "notes": notes(classifier),
        "shown_counts": counts,
        "shown_classes": min(SHOWN_CLASSES, most),
    }
