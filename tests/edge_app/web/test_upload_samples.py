"""A folder of sample uploads, each of which gets what its manifest says, by every way in."""

import base64
import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.batch.command import asker
from edge_app.batch.pictures import Picture
from edge_app.batch.rules import AnswerRule
from edge_app.images import MAX_PIXELS

VARIABLE = "UPLOAD_SAMPLES"
CLASSIFY = "/api/v1/classify"


@pytest.fixture
def samples() -> list[dict[str, str]]:
    """The rows of MANIFEST.csv (file, kind, expect, note), each ``file`` with its folder."""
    if VARIABLE not in os.environ:
        pytest.skip(f"set {VARIABLE} to a folder of sample uploads with a MANIFEST.csv")
    folder = Path(os.environ[VARIABLE])
    with (folder / "MANIFEST.csv").open(newline="") as manifest:
        return [{**row, "file": str(folder / row["file"])} for row in csv.DictReader(manifest)]


def as_form(path: Path) -> dict[str, Any]:
    """A multipart body with one file; Werkzeug's own encoder would leave a temporary file open."""
    head = f'Content-Disposition: form-data; name="image"; filename="{path.name}"\r\n\r\n'
    body = b"--edge\r\n" + head.encode() + path.read_bytes() + b"\r\n--edge--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=edge"}


def as_body(path: Path) -> dict[str, Any]:
    return {"data": path.read_bytes(), "content_type": "image/jpeg"}


def as_json(path: Path) -> dict[str, Any]:
    return {"json": {"image": base64.b64encode(path.read_bytes()).decode()}}


@pytest.mark.parametrize(
    ("address", "send"),
    [(CLASSIFY, as_form), (CLASSIFY, as_body), (CLASSIFY, as_json), ("/result", as_form)],
    ids=["form", "body", "JSON", "page"],
)
def test_each_sample_upload_is_answered_as_its_manifest_expects(
    client: FlaskClient,
    samples: list[dict[str, str]],
    address: str,
    send: Callable[[Path], dict[str, Any]],
) -> None:
    statuses = {
        row["file"]: client.post(address, **send(Path(row["file"]))).status_code for row in samples
    }
    wrong = [
        (Path(row["file"]).name, row["expect"], statuses[row["file"]])
        for row in samples
        if not is_expected(row["expect"], statuses[row["file"]])
    ]
    assert wrong == []


def test_the_command_answers_each_sample_as_its_manifest_expects(
    classifier: Classifier, samples: list[dict[str, str]]
) -> None:
    rule = AnswerRule(
        top=1, classes=10, threshold=None, kept=None, thresholds=classifier.info.thresholds
    )
    ask = asker(classifier, rule, max_pixels=MAX_PIXELS)
    wrong = []
    for row in samples:
        _, answer = ask(Picture(row["file"]))
        if not is_expected(row["expect"], 415 if isinstance(answer, Exception) else 200):
            wrong.append((Path(row["file"]).name, row["expect"], answer))
    assert wrong == []


def is_expected(expectation: str, status: int) -> bool:
    if expectation.startswith("reject"):
        return 400 <= status < 500
    if expectation.startswith(("accept or", "either")):
        return status in (200, 415)
    return status == 200
