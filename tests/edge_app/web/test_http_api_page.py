"""docs/http-api.md names what the code has, no more and no less, and its examples run."""

import json
import os
import re
import shutil
import subprocess
import sys
import typing
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families as parse

from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import WebSettings, create_app
from edge_app.web.openapi_routes import Bounds, operations
from edge_app.web.problems import PROBLEMS
from edge_app.web.schema import shapes_in
from edge_app.web.served import ServedModels

EXAMPLES_PORT = "127.0.0.1:8000"
OPERATIONS = operations(Bounds(max_files=32, max_upload_bytes=2**24, classes=10)).values()
PAGE = (Path(__file__).parents[3] / "docs" / "http-api.md").read_text()
SHELL_EXAMPLES = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
# The last two serve by themselves.
PYTHON_EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[:-2]


def named(word: str) -> bool:
    return f"`{word}`" in PAGE


def test_the_page_names_every_route(app: Flask) -> None:
    shown = {
        f"{method} {re.sub('<path:filename>', '...', re.sub('<name>', '{name}', rule.rule))}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert shown == set(re.findall(r"^\| `((?:GET|POST) [^`]+)` \|", PAGE, re.MULTILINE))


def test_the_page_names_every_limit_with_its_default() -> None:
    for field in fields(WebSettings):
        default = "the number of usable cores" if field.default is MISSING else field.default
        assert f"| `{field.name}` | {default}" in PAGE


def test_the_page_names_every_error_with_its_status_and_no_other() -> None:
    documented = re.findall(r"^\| (\d+) \| `(\w+)`", PAGE, re.MULTILINE)
    known = [(str(status), code) for code, (status, _) in PROBLEMS.items()]
    assert sorted(documented) == sorted(known)
    assert documented == sorted(documented, key=lambda row: row[0])


def test_the_page_names_every_field_that_is_sent_or_taken() -> None:
    shapes = {
        shape for one in OPERATIONS for hint in (one.answer, one.json) for shape in shapes_in(hint)
    }
    assert len(shapes) > 10
    names = {name for shape in shapes for name in typing.get_type_hints(shape)}
    assert sorted(name for name in names if not named(name)) == []


def test_the_page_names_every_parameter() -> None:
    parameters = [one for operation in OPERATIONS for one in operation.parameters]
    tables = [part.split("```")[0] for part in PAGE.split("| Parameter |")[1:]]
    documented = re.findall(r"^\| `(\w+)` \|", "".join(tables), re.MULTILINE)
    assert {one.name for one in parameters if one.place == "query"} == set(documented)


def test_the_page_names_every_metric_and_no_other(watched: FlaskClient) -> None:
    families = parse(watched.get("/metrics").text)
    totals = {"counter": "_total", "info": "_info"}
    shown = {family.name + totals.get(family.type, "") for family in families}
    assert shown == set(re.findall(r"`((?:edge_app|process)_\w+)`", PAGE))


def test_the_answers_on_the_page_have_the_fields_of_real_ones(
    classifier: Classifier, tmp_path: Path, picture: bytes, watched: FlaskClient
) -> None:
    client = create_app(ServedModels(classifier, store=ModelStore(tmp_path))).test_client()
    answer, models, camera, error, health = map(
        json.loads, re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    )
    assert shape(camera) == shape(watched.get("/api/v1/camera").json)
    real = client.post("/api/v1/classify", data=picture, content_type="image/jpeg").json
    assert shape(answer) == shape(real)
    assert models == client.get("/api/v1/models").json
    assert shape(error) == shape(client.get("/api/v1/nothing").json)
    assert shape(health) == shape(client.get("/healthz").json)


def shape(value: object) -> object:
    """The names of the fields in their order, through all levels."""
    if isinstance(value, dict):
        return [(name, shape(inner)) for name, inner in value.items()]
    return [shape(inner) for inner in value] if isinstance(value, list) else None


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application as it is started from the shell."""
    folder = str(tmp_path_factory.mktemp("models"))
    options = ["--port", "0", "--models-folder", folder, "--camera", "fake"]
    command = ["-m", "edge_app", "serve", *options]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline()
            yield re.search(r"127\.0\.0\.1:\d+", line)[0]
        finally:
            process.kill()


@pytest.fixture
def folder(tmp_path: Path, picture: bytes) -> Path:
    """The folder of whoever follows the examples."""
    (tmp_path / "cat.jpg").write_bytes(picture)
    (tmp_path / "notes.txt").write_text("Buy milk.")
    return tmp_path


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("example", SHELL_EXAMPLES)
def test_every_example_for_the_shell_gets_an_answer(
    address: str, folder: Path, example: str
) -> None:
    command = example.replace(EXAMPLES_PORT, address).replace("curl ", "curl -sS --fail ")
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, b"")
    answer = run.stdout.decode()
    assert "edge_app_build_info" in answer if "/metrics" in example else json.loads(answer)


@pytest.mark.parametrize("example", PYTHON_EXAMPLES)
def test_every_example_in_python_gets_an_answer(address: str, folder: Path, example: str) -> None:
    program = example.replace(EXAMPLES_PORT, address)
    run: Any = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert re.fullmatch(r"cat\.jpg \w+\n", run.stdout)
