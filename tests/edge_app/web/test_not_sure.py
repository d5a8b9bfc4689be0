"""How an answer that the model is not sure of looks: in the shell, to programs, and on the page."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from edge_app import Classifier
from edge_app.__main__ import main
from edge_app.web import create_app

LoadWith = Callable[[str], Classifier]


@pytest.fixture
def black(tmp_path: Path) -> Path:
    """A picture of which each of the three colours has a third of the probability."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (20, 20)).save(folder / "black.png")
    return folder / "black.png"


@pytest.fixture
def client(with_thresholds: LoadWith) -> FlaskClient:
    return create_app(with_thresholds("[0.625, 0.5, 0.5]")).test_client()


def page(client: FlaskClient, picture: Path) -> str:
    upload = {"image": (io.BytesIO(picture.read_bytes()), picture.name)}
    return " ".join(client.post("/result", data=upload).text.split())


def test_a_line_begins_with_it_and_names_the_runner_up(
    with_thresholds: LoadWith, black: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", str(with_thresholds("[0.4, 0.4, 0.4]").path), "--input-range", "0,255"]
    assert main(["classify", str(black), "--top", "2", *options]) == 0
    assert capsys.readouterr().out == f"{black}: not sure: red 33.3 %, green 33.3 %\n"
    options[1] = str(with_thresholds("[0.3, 0.4, 0.4]").path)
    assert main(["classify", str(black), "--top", "1", *options]) == 0
    assert capsys.readouterr().out == f"{black}: red 33.3 %\n"


def test_json_of_files_says_it_with_the_threshold_and_of_frames_without(
    with_thresholds: LoadWith, black: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", str(with_thresholds("[0.4, 0.4, 0.4]").path), "--input-range", "0,255"]
    assert main(["classify", str(black), "--json", *options]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert (result["prediction"], result["sure"], result["threshold"]) == ("red", False, 0.4)
    assert main(["camera", str(black.parent), "--once", "--frame-rate", "100", *options]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["label"], line["sure"]) == ("red", False)


def test_the_api_says_it_with_the_threshold(client: FlaskClient, black: Path) -> None:
    answer = client.post("/api/v1/classify", data=black.read_bytes()).json["results"][0]
    assert (answer["prediction"], answer["sure"], answer["threshold"]) == ("red", False, 0.625)


def test_the_page_says_it_with_both_guesses(client: FlaskClient, black: Path) -> None:
    shown = page(client, black)
    assert "<title>Not sure: red" in shown
    assert '<p class="kicker">Not sure</p> <h1 class="prediction">red, or green?</h1>' in shown
    said = "red 33.3%, green 33.3%, but the model is sure of “red” only from 62.5% on"
    assert f"{said} · class index 0 </p>" in shown
    assert "Best guess" not in shown
    assert "% sure" not in shown
    assert "it is shown as “not sure”" in client.get("/").text


def test_the_page_says_of_which_class_the_model_is_never_sure(
    with_thresholds: LoadWith, black: Path
) -> None:
    shown = page(create_app(with_thresholds("[null, 0.5, 0.5]")).test_client(), black)
    assert "but the model is never sure of “red” · class index 0" in shown


def test_a_model_without_thresholds_claims_nothing(with_thresholds: LoadWith, black: Path) -> None:
    for classifier in (with_thresholds("null"), with_thresholds("[0.1, 0.1, 0.1]")):
        client = create_app(classifier).test_client()
        assert "Best guess" in page(client, black)
    client = create_app(with_thresholds("null")).test_client()
    answer = client.post("/api/v1/classify", data=black.read_bytes()).json["results"][0]
    assert answer["sure"] is answer["threshold"] is None
    assert "not sure" not in client.get("/").text
