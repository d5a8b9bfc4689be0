"""What is answered while more pictures wait than may wait."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app.classifier import Classifier
from edge_app.errors import BusyError, EdgeAppError, UnsupportedImageError
from edge_app.web import WebSettings, create_app
from edge_app.web.api import answer_all
from edge_app.web.metrics import MeasuredAnswerer, Recorder
from edge_app.web.served import ServedModels
from edge_app.web.uploads import Upload

CLASSIFY = "/api/v1/classify"


@pytest.fixture
def full(
    classifier: Classifier, picture: bytes, monkeypatch: pytest.MonkeyPatch, eventually: Any
) -> Iterator[Flask]:
    """An application with one picture in work and one that waits, which is all that may."""
    gate = threading.Event()
    classify = Classifier.classify

    def held(self: Classifier, *args: Any, **options: Any) -> Any:
        gate.wait(timeout=30)
        return classify(self, *args, **options)

    monkeypatch.setattr(Classifier, "classify", held)
    app = create_app(classifier, settings=WebSettings(max_parallel=1, max_waiting=1))
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(app.test_client().post(CLASSIFY, data=picture).status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    eventually(lambda: "edge_app_queue_length 1.0" in app.test_client().get("/metrics").text)
    yield app
    gate.set()
    for thread in threads:
        thread.join(timeout=30)
    assert statuses == [200, 200]


def test_a_picture_that_finds_no_place_is_told_when_to_come_again(
    full: Flask, picture: bytes
) -> None:
    client = full.test_client()
    answer = client.post(CLASSIFY, data=picture)
    assert answer.status_code == 503
    assert list(answer.json) == ["error"]
    assert answer.json["error"]["code"] == "busy"
    assert int(answer.headers["Retry-After"]) >= 1
    page = client.post("/result", data={"image": (io.BytesIO(picture), "a.jpg")})
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) >= 1
    assert page.mimetype == "text/html"


def test_a_full_queue_is_seen_from_outside(full: Flask, picture: bytes) -> None:
    client = full.test_client()
    client.post(CLASSIFY, data=picture)
    assert client.get("/healthz").json["status"] == "ok"
    lines = client.get("/metrics").text.splitlines()
    assert {
        "edge_app_queue_length 1.0",
        "edge_app_queue_limit 1.0",
        "edge_app_pictures_in_work 1.0",
        'edge_app_errors_total{code="busy"} 1.0',
    } <= set(lines)


class Scripted(MeasuredAnswerer):
    """Raises what it is told to raise, picture by picture; None lets one be answered."""

    def __init__(self, models: ServedModels, *script: EdgeAppError | None) -> None:
        super().__init__(models, WebSettings(), Recorder())
        self.script = list(script)

    def classify(self, content: bytes, **options: Any) -> Any:
        error = self.script.pop(0)
        if error is not None:
            raise error
        return super().classify(content, **options)


def answers(classifier: Classifier, picture: bytes, *script: EdgeAppError | None) -> Any:
    """What a request of as many pictures as ``script`` is long gets, and what it counts."""
    recorder = Recorder()
    uploads = [Upload(None, picture)] * len(script)
    answerer = Scripted(ServedModels(classifier), *script)
    results = answer_all(answerer, uploads, recorder, classifier=classifier, top=1)
    return results, dict(recorder.errors.read())[("busy",)]


BUSY = BusyError("Too many.", retry_after_s=3)


def test_a_request_whose_first_picture_finds_no_place_is_refused_as_a_whole(
    classifier: Classifier, picture: bytes
) -> None:
    with pytest.raises(BusyError):
        answers(classifier, picture, BUSY, None)


def test_a_later_picture_that_finds_no_place_gets_an_error_in_its_place(
    classifier: Classifier, picture: bytes
) -> None:
    results, counted = answers(classifier, picture, None, BUSY, None)
    assert [list(result)[1] for result in results] == ["prediction", "error", "prediction"]
    assert results[1]["error"] == {"code": "busy", "message": "Too many."}
    assert counted == 1


def test_a_request_that_could_help_at_a_later_try_is_told_so(
    classifier: Classifier, picture: bytes
) -> None:
    with pytest.raises(BusyError):
        answers(classifier, picture, UnsupportedImageError("no"), BUSY)


def test_the_seconds_to_wait_are_those_of_the_queue(client: FlaskClient, monkeypatch: Any) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise BUSY

    monkeypatch.setattr(MeasuredAnswerer, "classify", refuse)
    assert client.post(CLASSIFY, data=b"picture").headers["Retry-After"] == "3"
