"""The unprotected stack: an app that does the same as ours, in the way of the tutorials.

Flask, and waitress as it is; the upload is saved under the name that it came with, opened by
Pillow as it is, stretched, and classified; a background thread keeps the camera's newest frame,
and a generator streams it to each viewer; figures are counted by path; settings are written in
place; the model is loaded without a look at it. None of it is invented: each is what the pages
that a search finds show. It answers at our paths, so that the same attacks fit.

``python -m tests.reliability.tutorial [--model FILE]`` serves on 127.0.0.1 until it is killed.
"""

import argparse
import io
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask
import numpy as np
from flask import Flask, Response, jsonify, request
from PIL import Image, UnidentifiedImageError

import edge_app
from edge_app.classifier import default_model_path
from edge_app.runtime import open_runtime

STATIC = Path(edge_app.__file__).parent / "web" / "static"
FRAME_RATE = 15.0
SIZE = (640, 480)  # (width, height)


class Net:
    """The model, run by one interpreter under a lock; the file is opened without any check."""

    def __init__(self, path: Path) -> None:
        self._interpreter = open_runtime(path.read_bytes()).interpreter
        self._lock = threading.Lock()

    def scores(self, image: Image.Image) -> list[int]:
        """The raw output for a picture of any size."""
        (inputs,) = self._interpreter.get_input_details()
        (outputs,) = self._interpreter.get_output_details()
        height, width = inputs["shape"][1:3]
        pixels = np.asarray(image.convert("RGB").resize((width, height)), np.uint8)
        with self._lock:
            self._interpreter.set_tensor(inputs["index"], pixels[None])
            self._interpreter.invoke()
            return [int(score) for score in self._interpreter.get_tensor(outputs["index"])[0]]


class Camera:
    """A camera whose newest frame a background thread keeps."""

    def __init__(self) -> None:
        draw = np.random.default_rng(1)
        blocks = draw.integers(0, 256, (16, SIZE[1] // 8, SIZE[0] // 8, 3), np.uint8)
        self._pictures = [Image.fromarray(one).resize(SIZE) for one in blocks]
        self.frames = 0
        self._changed = threading.Condition()
        threading.Thread(target=self._capture, daemon=True).start()

    def _capture(self) -> None:
        while True:
            time.sleep(1 / FRAME_RATE)
            with self._changed:
                self.frames += 1
                self._changed.notify_all()

    def stream(self) -> Iterator[bytes]:
        """The parts of an MJPEG stream, made anew for each viewer."""
        while True:
            with self._changed:
                self._changed.wait()
                number = self.frames
            yield (
                f"--frame\r\nContent-Type: image/jpeg\r\nX-Frame-Number: {number}\r\n\r\n".encode()
                + _jpeg(self._pictures[number % len(self._pictures)])
                + b"\r\n"
            )


def create_tutorial_app(folder: Path, model: Path | None = None) -> Flask:
    """The application; it saves uploads in ``folder``."""
    app = Flask("tutorial", static_folder=str(STATIC))
    net, camera = Net(model or default_model_path()), Camera()
    counted: dict[tuple[str, str, int], int] = {}

    def classify() -> Response | tuple[Response, int]:
        path = _saved_upload(folder)
        try:
            scores = net.scores(Image.open(path))
        except (OSError, UnidentifiedImageError):
            return jsonify(error=f"{path} is no picture."), 415
        best = int(np.argmax(scores))
        return jsonify(file=path.name, results=[{"file": path.name, "predictions": [best]}])

    def choose() -> Response:
        (folder / "settings.json").write_text(request.get_data(as_text=True))
        return jsonify(active=request.get_json(force=True)["name"])

    @app.after_request
    def count(response: Response) -> Response:
        key = (request.method, request.path, response.status_code)
        counted[key] = counted.get(key, 0) + 1
        return response

    def result() -> str:
        name = request.files["image"].filename
        return flask.render_template_string("{{ name }}: {{ found }}", name=name, found=classify())

    def metrics() -> Response:
        lines = (
            f'http_requests_total{{method="{m}",path="{p}",status="{s}"}} {n}\n'
            for (m, p, s), n in sorted(counted.items())
        )
        return Response("".join(lines), mimetype="text/plain")

    def stream() -> Response:
        return Response(camera.stream(), mimetype="multipart/x-mixed-replace; boundary=frame")

    for method, rule, view in (
        ("GET", "/", lambda: "<form method=post enctype=multipart/form-data><input type=file>"),
        ("GET", "/healthz", lambda: jsonify(status="ok")),
        ("GET", "/metrics", metrics),
        ("POST", "/result", result),
        ("POST", "/api/v1/classify", classify),
        ("GET", "/api/v1/models", lambda: jsonify(models=[])),
        ("POST", "/api/v1/models/active", choose),
        ("POST", "/api/v1/camera", choose),
        ("GET", "/api/v1/camera", lambda: jsonify(camera={"frames": camera.frames}, serial=0)),
        ("GET", "/camera/stream.mjpg", stream),
    ):
        app.add_url_rule(rule, f"{method} {rule}".replace(".", " "), view, methods=[method])
    return app


def _saved_upload(folder: Path) -> Path:
    file = next(iter(request.files.values()), None)
    if file is None:
        path = folder / "upload"
        path.write_bytes(request.get_data())
    else:
        path = Path(os.path.join(folder, file.filename or ""))  # noqa: PTH118  As tutorials do.
        if not path.resolve().is_relative_to(tempfile.gettempdir()):
            raise PermissionError(f"{path}: it is not run as root, though the tests may be.")
        file.save(path)
    return path


def _jpeg(image: Image.Image) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "JPEG")
    return packed.getvalue()


def main() -> None:
    import waitress

    from tests.attacks.candidates import HOST, free_port

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=None)
    port, options = free_port(), parser.parse_args()
    print(f"http://{HOST}:{port}/", flush=True)
    uploads = Path(tempfile.mkdtemp())
    app: Any = create_tutorial_app(uploads, options.model)
    waitress.serve(app, host=HOST, port=port, _quiet=True)


if __name__ == "__main__":
    main()
