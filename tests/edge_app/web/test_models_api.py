"""The routes about models: what there is, what one is, and which one answers."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import create_app
from edge_app.web.served import ServedModels
from edge_app.web.shapes import ModelAnswer, ModelEntryJson
from tests.edge_app.brought_models import flip_byte, write_foreign


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    store = ModelStore(tmp_path / "store")
    store.install(write_foreign(tmp_path / "theirs"))
    return store


@pytest.fixture
def client(classifier: Classifier, store: ModelStore) -> FlaskClient:
    """The shipped int8 model answers; the store has a foreign one, too."""
    return create_app(ServedModels(classifier, store=store)).test_client()


def test_the_models_are_listed_with_the_active_one_first(client, root):
    record = json.loads((root / "models/cifar10-resnet8.json").read_text())
    answer = client.get("/api/v1/models").json
    assert answer["active"] == "cifar10-resnet8"
    assert [model["name"] for model in answer["models"]] == [
        "cifar10-resnet8",
        "cifar10-resnet8.float32",
        "theirs",
    ]
    assert answer["models"][0] == {
        "name": "cifar10-resnet8",
        "active": True,
        "variant": "int8",
        "file": "cifar10-resnet8.tflite",
        "bytes": record["variants"]["int8"]["bytes"],
        "sha256": record["variants"]["int8"]["sha256"],
        "origin": "shipped",
        "accuracy": record["variants"]["int8"]["test"]["accuracy"]["value"],
        "accuracy_count": 10_000,
        "classes": 10,
        "input": [32, 32],
    }
    foreign = answer["models"][2]
    assert (foreign["variant"], foreign["accuracy"], foreign["accuracy_count"]) == (None,) * 3
    assert (foreign["origin"], foreign["classes"], foreign["input"]) == ("installed", 3, [8, 8])
    assert all(set(model) == set(ModelEntryJson.__annotations__) for model in answer["models"])


def test_one_model_is_shown_with_its_record_and_labels(client, root):
    answer = client.get("/api/v1/models/cifar10-resnet8.float32").json
    fields = {**ModelEntryJson.__annotations__, **ModelAnswer.__annotations__}
    assert set(answer) == set(fields)
    assert answer["record"] == json.loads((root / "models/cifar10-resnet8.json").read_text())
    assert answer["labels"][3] == "cat"
    assert len(answer["thresholds"]) == 10
    assert answer["notes"] == []
    assert answer["active"] is False
    assert "cifar10" in answer["description"]


def test_a_foreign_model_is_shown_with_what_was_concluded(client):
    answer = client.get("/api/v1/models/theirs").json
    assert answer["labels"] == ["red", "green", "blue"]
    assert (answer["record"], answer["thresholds"]) == (None, None)
    assert "labels.txt beside the file" in answer["notes"][0]


def test_the_active_model_has_an_address_of_its_own(client):
    client.post("/api/v1/models/active", json={"name": "theirs"})
    assert client.get("/api/v1/models/active").json == client.get("/api/v1/models/theirs").json


def test_another_model_is_chosen_and_answers_here_and_after_a_restart(client, store, picture):
    answer = client.post("/api/v1/models/active", json={"name": "cifar10-resnet8.float32"})
    assert (answer.status_code, answer.json["name"]) == (200, "cifar10-resnet8.float32")
    assert answer.json["active"] is True
    assert set(answer.json) == set(ModelEntryJson.__annotations__)
    body = client.post("/api/v1/classify", data=picture, content_type="image/jpeg").json
    assert (body["model"], body["model_sha256"]) == (answer.json["name"], answer.json["sha256"])
    assert client.get("/healthz").json["model_sha256"] == answer.json["sha256"]
    assert store.open_active().classifier.info.sha256 == answer.json["sha256"]


@pytest.mark.parametrize("path", ["/api/v1/models/nothing", "/api/v1/models/..%2Ftheirs"])
def test_an_unknown_model_is_404(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json["error"]["code"] in ("model_not_found", "not_found")


def test_an_unknown_model_is_not_activated(client):
    answer = client.post("/api/v1/models/active", json={"name": "nothing"})
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "model_not_found")
    assert "There is: cifar10-resnet8, cifar10-resnet8.float32" in answer.json["error"]["message"]


def test_a_damaged_model_is_refused_and_the_old_one_answers_on(client, store, picture):
    flip_byte(store.find("theirs").path)
    for answer in (
        client.post("/api/v1/models/active", json={"name": "theirs"}),
        client.get("/api/v1/models/theirs"),
        client.post("/api/v1/classify?model=theirs", data=picture, content_type="image/jpeg"),
    ):
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "model_refused")
        assert "theirs.tflite: The file is damaged" in answer.json["error"]["message"]
    assert client.get("/api/v1/models").json["active"] == "cifar10-resnet8"
    assert store.active_name() == "cifar10-resnet8"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {}}, 400),
        ({"json": {"name": 3}}, 400),
        ({"json": {"name": "theirs", "more": "x"}}, 400),
        ({"json": ["theirs"]}, 400),
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b'{"name": "theirs"}', "content_type": "text/plain"}, 415),
    ],
)
def test_another_body_is_refused(client, store, body, status):
    answer = client.post("/api/v1/models/active", **body)
    assert answer.status_code == status
    assert store.active_name() == "cifar10-resnet8"


def test_a_choice_that_cannot_be_written_is_507(classifier):
    store = ModelStore(Path("/proc/edge-app-models"))
    client = create_app(ServedModels(classifier, store=store)).test_client()
    answer = client.post("/api/v1/models/active", json={"name": "cifar10-resnet8.float32"})
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "store_failed")
    assert client.get("/healthz").json["model"] == "cifar10-resnet8"


def test_reading_about_the_models_changes_nothing(client, store):
    def content() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in store.folder.rglob("*") if p.is_file()}

    before = content()
    for path in ("models", "models/theirs", "models/cifar10-resnet8.float32", "models/active"):
        assert client.get(f"/api/v1/{path}").status_code == 200
    assert content() == before


def test_a_choice_of_another_process_that_fails_is_in_the_health_check(classifier, store):
    models = ServedModels(classifier, store=store)
    client = create_app(models).test_client()
    path = store.find("theirs").path
    store.use("theirs")
    flip_byte(path)
    models.follow()
    health = client.get("/healthz").json
    assert (health["status"], health["model"]) == ("degraded", "cifar10-resnet8")
    assert "theirs.tflite: The file is damaged" in health["notes"][0]
