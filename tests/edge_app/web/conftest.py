"""The application under test: in process, and as a program of its own."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.settings import Settings
from edge_app.web import WebSettings, create_app
from tests.edge_app.camera.handed import until
from tests.reliability.stack import attacked_app

# Serves with a limit of 8 MiB, and reports each file that is opened for writing once it is ready.
PROGRAM = """
import os, sys
from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.settings import Settings
from edge_app.web import WebSettings, create_app
from edge_app.web.server import serve

def report(event, args):
    if event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR):
        os.write(2, f"opened for writing: {args[0]}\\n".encode())

app = create_app(Classifier(), settings=WebSettings(max_upload_bytes=2**23))
sys.addaudithook(report)
serve(app, port=0)
"""


@dataclass(frozen=True)
class Server:
    """A running server: its process, the line that it printed, and its port on 127.0.0.1."""

    process: subprocess.Popen[str]
    ready_line: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def save(pixels: np.ndarray, file_format: str, **options: object) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, file_format, **options)
    return packed.getvalue()


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A drawn JPEG of 96 x 64 pixels: red on the left, blue on the right."""
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:, :48, 0] = pixels[:, 48:, 2] = 220
    return save(pixels, "JPEG")


@pytest.fixture(scope="session")
def phone_picture() -> bytes:
    """A JPEG of 12 megapixels and more than 1 MiB, as phones make them."""
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    return save(pixels.repeat(10, axis=0).repeat(10, axis=1), "JPEG", quality=95)


@pytest.fixture
def app(classifier: Classifier, tmp_path: Path) -> Flask:
    return attacked_app(tmp_path) or create_app(classifier)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def watched(classifier: Classifier) -> Iterator[FlaskClient]:
    """A client of an application with the fake camera, of which a frame was classified."""
    with arranged(Settings(), lambda: classifier, address="fake") as watcher:
        until(watcher, lambda state: state.history)
        yield create_app(classifier, camera=watcher).test_client()


@pytest.fixture
def limited(classifier: Classifier) -> Callable[..., FlaskClient]:
    """A client of an application with other limits."""
    return lambda **limits: create_app(classifier, settings=WebSettings(**limits)).test_client()


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    """The application behind waitress, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            ready_line = process.stdout.readline()
            if not ready_line:
                pytest.fail(f"The server did not start: {process.stderr.read()}")
            yield Server(process, ready_line, int(ready_line.split("/")[2].split(":")[1]))
        finally:
            process.kill()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Wait until something is true, at most 10 s."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "It did not become true within 10 s."
            time.sleep(0.02)

    return wait
