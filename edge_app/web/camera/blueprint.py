"""The routes of the camera."""

from flask import Blueprint, Response, jsonify, render_template, request

from edge_app.web.answers import Answerer
from edge_app.web.camera.orders import carry_out
from edge_app.web.camera.pictures import frame_answer, snapshot_answer, stream_answer
from edge_app.web.camera.state_json import camera_json
from edge_app.web.camera.viewing import LARGEST_NUMBER, LONGEST_WAIT_S, Viewing
from edge_app.web.json_body import json_object
from edge_app.web.pages import about
from edge_app.web.problems import RequestError
from edge_app.web.query import parameters, whole_number
from edge_app.web.request_body import current_request

LARGEST = {"after": LARGEST_NUMBER, "wait": int(LONGEST_WAIT_S)}


def create_camera(answerer: Answerer, viewing: Viewing | None) -> Blueprint:
    """The page ``/camera``, the frames and the stream below it, and ``/api/v1/camera``.

    ``viewing`` is None where there is no camera: then all but the page are 404 ``no_camera``.
    """
    blueprint = Blueprint("camera", __name__)

    def there() -> Viewing:
        if viewing is None:
            raise RequestError(
                "There is no camera here. Start the application with --camera auto, or with its "
                "address.",
                code="no_camera",
            )
        return viewing

    @blueprint.get("/camera")
    def page() -> str:
        return render_template("camera.html", has_camera=viewing is not None, **about(answerer))

    @blueprint.get("/camera/frame.jpg")
    def camera_frame() -> Response:
        return frame_answer(there(), after=asked_numbers("after").get("after", 0))

    @blueprint.get("/camera/snapshot.jpg")
    def camera_snapshot() -> Response:
        return snapshot_answer(there())

    @blueprint.get("/camera/stream.mjpg")
    def camera_stream() -> Response:
        return stream_answer(there(), has_body=request.method == "GET")

    @blueprint.get("/api/v1/camera")
    def show_camera() -> Response:
        viewing, asked = there(), asked_numbers("after", "wait")
        state = viewing.change(asked.get("after"), asked.get("wait", 0))
        return jsonify(camera_json(state, max_fps=viewing.watcher.max_fps))

    @blueprint.post("/api/v1/camera")
    def change_camera() -> Response:
        watcher = there().watcher
        carry_out(watcher, json_object(request, has_numbers=True))
        return jsonify(camera_json(watcher.state(), max_fps=watcher.max_fps))

    return blueprint


def asked_numbers(*known: str) -> dict[str, int]:
    """The query parameters of the request in hand, of which all are whole numbers.

    Raises RequestError: another parameter, or another value.
    """
    asked = parameters(current_request(), known=known)
    return {name: whole_number(name, asked[name], low=0, high=LARGEST[name]) for name in asked}
