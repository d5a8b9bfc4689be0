"""Another model while clients ask: no request fails, and each answer is that of the model it names.

A real server in a process of its own; other processes choose too.
"""

import base64
import http.client
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_app import Classifier
from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import flip_byte, write_foreign

CLIENTS = 8
SWAPS = 20
NAMES = ("cifar10-resnet8.float32", "cifar10-resnet8")

PROGRAM = """
import sys
from pathlib import Path
from edge_app.model_store import ModelStore
from edge_app.web import create_app
from edge_app.web.served import ServedModels
from edge_app.web.server import serve

store = ModelStore(Path(sys.argv[1]))
models = ServedModels(store.open_active().classifier, store=store)
with models.following():
    serve(create_app(models), port=0)
"""


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "store")


@pytest.fixture
def port(store: ModelStore, root: Path) -> Iterator[int]:
    """A server of that store, which nobody has to tell anything."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, store.folder],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield int(process.stdout.readline().split("/")[2].split(":")[1])
        finally:
            process.terminate()
            process.wait(timeout=20)


def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    value = json.loads(answer.read())
    connection.close()
    assert answer.status == 200, value
    return value


def known_answers(picture: bytes, root: Path) -> dict[str, Any]:
    """What each model says of the picture, by the SHA-256 of its file."""
    known = {}
    for name in NAMES:
        classifier = Classifier(root / "models" / f"{name}.tflite")
        answer = classifier.classify(picture).predictions
        said = {p.label: pytest.approx(p.probability, abs=1e-6) for p in answer}
        known[classifier.info.sha256] = (name, said)
    return known


class Clients:
    """Threads that ask one after the other without a pause, and compare every answer."""

    def __init__(self, port: int, picture: bytes, known: dict[str, Any]) -> None:
        self.body = {"image": base64.b64encode(picture).decode()}
        self.port, self.known = port, known
        self.end = threading.Event()
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []
        self.threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def __enter__(self) -> "Clients":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end.set()
        for thread in self.threads:
            thread.join()

    def _ask(self) -> None:
        while not self.end.is_set():
            try:
                answer = ask(self.port, "POST", "/api/v1/classify", self.body)
                name, said = self.known[answer["model_sha256"]]
                got = {p["label"]: p["probability"] for p in answer["results"][0]["predictions"]}
                assert (answer["model"], got) == (name, said)
                self.answers[name] += 1
            except Exception as error:
                self.failures.append(repr(error))
                return


def test_no_request_fails_while_the_model_changes(
    port: int, store: ModelStore, picture: bytes, root: Path, eventually: Callable[..., None]
) -> None:
    known = known_answers(picture, root)
    with Clients(port, picture, known) as clients:
        for number in range(SWAPS):
            name, before = NAMES[number % 2], clients.answers[NAMES[number % 2]]
            if number % 5 == 4:  # As `edge-app models use` does in another process.
                store.choose(store.find(name))
            else:
                ask(port, "POST", "/api/v1/models/active", {"name": name})
            eventually(lambda n=name, b=before: clients.answers[n] > b or clients.failures)
    assert clients.failures == []
    assert set(clients.answers) == set(NAMES)


def test_a_damaged_choice_is_said_and_no_request_fails(
    port: int, store: ModelStore, picture: bytes, root: Path, tmp_path: Path, eventually: Any
) -> None:
    known = known_answers(picture, root)
    store.install(write_foreign(tmp_path / "theirs"))
    model = store.find("theirs")
    flip_byte(model.path)
    with Clients(port, picture, known) as clients:
        store.choose(model)
        eventually(lambda: ask(port, "GET", "/healthz")["status"] == "degraded")
        before = clients.answers.total()
        eventually(lambda: clients.answers.total() > before or clients.failures)
    assert clients.failures == []
    assert set(clients.answers) == {"cifar10-resnet8"}
    assert "theirs.tflite: The file is damaged" in ask(port, "GET", "/healthz")["notes"][0]
    assert ask(port, "GET", "/api/v1/models")["active"] == "cifar10-resnet8"
