"""Which model answers, and that the answer says so."""

import base64
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import create_app
from edge_app.web.metrics import MeasuredAnswerer
from edge_app.web.served import ServedModels

CLASSIFY = "/api/v1/classify"
FLOAT = "cifar10-resnet8.float32"


@pytest.fixture
def models(classifier: Classifier, tmp_path: Path) -> ServedModels:
    return ServedModels(classifier, store=ModelStore(tmp_path / "models"))


@pytest.fixture
def two(models: ServedModels) -> FlaskClient:
    """A client of an application with both shipped models."""
    return create_app(models).test_client()


def ask(client: FlaskClient, picture: bytes, query: str = "") -> Any:
    answer = client.post(CLASSIFY + query, data=picture, content_type="image/jpeg")
    assert answer.status_code == 200
    return answer.json


def test_a_model_that_is_named_answers(
    two: FlaskClient, models: ServedModels, picture: bytes
) -> None:
    answer = ask(two, picture, f"?model={FLOAT}&top=10")
    assert answer["model"] == FLOAT
    assert answer["model_sha256"] == models.classifier(FLOAT).info.sha256
    expected = models.classifier(FLOAT).classify(picture, top=10).predictions
    answered = answer["results"][0]["predictions"]
    assert [one["index"] for one in answered] == [one.index for one in expected]
    assert ask(two, picture, "?model=cifar10-resnet8")["model"] == "cifar10-resnet8"
    assert ask(two, picture)["model"] == "cifar10-resnet8"


@pytest.mark.parametrize("name", ["nothing", "", "../models/cifar10-resnet8", "a" * 5000])
def test_a_model_that_is_not_there_is_refused_with_404(
    two: FlaskClient, picture: bytes, name: str
) -> None:
    answer = two.post(CLASSIFY, query_string={"model": name}, data=picture)
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "model_not_found")
    assert len(answer.text) < 1000


def test_a_model_that_becomes_active_meanwhile_does_not_answer_the_rest_of_a_request(
    models: ServedModels, two: FlaskClient, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = models.active
    classify = MeasuredAnswerer.classify

    def swapping(self: MeasuredAnswerer, *args: Any, **options: Any) -> Any:
        answer = classify(self, *args, **options)
        models.activate(FLOAT)  # After the first picture of the request.
        return answer

    images = [{"data": base64.b64encode(picture).decode()}] * 2
    with monkeypatch.context() as patched:
        patched.setattr(MeasuredAnswerer, "classify", swapping)
        answer = two.post(CLASSIFY, json={"images": images}).json
    assert (answer["model"], answer["model_sha256"]) == (before.path.stem, before.info.sha256)
    first, second = answer["results"]
    assert first["predictions"] == second["predictions"]
    assert ask(two, picture)["model"] == FLOAT


def test_metrics_and_health_name_the_active_model_alone(
    models: ServedModels, two: FlaskClient
) -> None:
    def shown() -> str:
        lines = two.get("/metrics").text.splitlines()
        (line,) = (line for line in lines if line.startswith("edge_app_model_info{"))
        return line

    assert 'name="cifar10-resnet8",' in shown()
    assert 'variant="int8"' in shown()
    models.activate(FLOAT)
    assert f'name="{FLOAT}",sha256="{models.active.info.sha256}",variant="float32"' in shown()
    health = two.get("/healthz").json
    assert (health["model"], health["model_sha256"]) == (FLOAT, models.active.info.sha256)


def test_health_is_degraded_while_another_model_serves_than_the_chosen_one(
    classifier: Classifier,
) -> None:
    problem = "The model birds is damaged. cifar10-resnet8 answers on."
    client = create_app(ServedModels(classifier, problem=problem)).test_client()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["status"] == "degraded"
    assert answer.json["notes"] == [problem]
