"""What people see: the form, the result, and the icon in the browser's tab."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from edge_app.images import FORMAT_NAMES
from edge_app.web.answers import Answerer
from edge_app.web.uploads import form_uploads

SHOWN_CLASSES = 3
# Types, not image/*: a phone that keeps its pictures as HEIC then sends a JPEG.
ACCEPTED_TYPES = "image/jpeg,image/png,image/webp,image/bmp,image/gif"


def create_pages(answerer: Answerer) -> Blueprint:
    """The routes ``GET /``, ``POST /result`` and ``GET /favicon.ico``."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def index() -> str:
        return render_template(
            "index.html", accepted_types=ACCEPTED_TYPES, format_names=FORMAT_NAMES
        )

    @pages.post("/result")
    def result() -> str:
        upload = form_uploads(request, max_files=answerer.settings.max_files)[0]
        top = min(SHOWN_CLASSES, len(answerer.classifier.labels))
        answer = answerer.classify_and_show(upload.content, top=top)
        return render_template("result.html", name=upload.name, answer=answer)

    @pages.get("/result")
    def no_result() -> AnyResponse:
        return redirect(url_for("pages.index"))

    @pages.get("/favicon.ico")
    def icon() -> Response:
        return current_app.send_static_file("icon.svg")

    return pages
