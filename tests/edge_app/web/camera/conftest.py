"""The application with a camera: in process with one in the test's hand, and as a program."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.camera.watcher import Watcher
from edge_app.web import WebSettings, create_app
from tests.edge_app.camera.handed import RED, HandedCamera, show_one, watched_by_hand
from tests.edge_app.tiny_models import TinyMetadata, color_graph


@dataclass(frozen=True)
class Filmed:
    """An application with a camera of which the test decides what it shows."""

    camera: HandedCamera
    watcher: Watcher
    app: Flask

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def state(self, query: str = "") -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/camera{query}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def order(self, **wanted: Any) -> dict[str, Any]:
        answer = self.client.post("/api/v1/camera", json=wanted)
        assert answer.status_code == 200, answer.text
        return answer.json

    def show(self, frame: Any = RED) -> dict[str, Any]:
        """Show a frame, and what is known once it is classified."""
        show_one(self.camera, self.watcher, frame)
        return self.state()


@pytest.fixture
def colors(load: Callable[..., Classifier]) -> Classifier:
    """Answers red, green or blue; it states no thresholds."""
    return load(color_graph(), metadata=TinyMetadata(), input_range="0,255")


@pytest.fixture
def filming(colors: Classifier) -> Iterator[Callable[..., Filmed]]:
    """Make such an application, with limits of the web and options of the watcher."""
    with ExitStack() as stack:

        def make(*, limits: dict[str, int] | None = None, **options: Any) -> Filmed:
            camera, watcher = stack.enter_context(watched_by_hand(colors, **options))
            settings = WebSettings(**(limits or {}))
            return Filmed(camera, watcher, create_app(colors, settings=settings, camera=watcher))

        yield make


@pytest.fixture
def filmed(filming: Callable[..., Filmed]) -> Filmed:
    return filming()
