import io
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from edge_app import Classifier, __version__
from edge_app.web import create_app
from edge_app.web.api import parse_top
from edge_app.web.problems import RequestError
from tests.edge_app.tiny_models import color_graph, dumb_on_black

CLASSIFY = "/api/v1/classify"


def form(*files: tuple[bytes, str]) -> dict[str, Any]:
    return {"image": [(io.BytesIO(content), name) for content, name in files]}


def test_a_picture_posted_as_a_raw_body_is_classified(
    client: FlaskClient, classifier: Classifier, picture: bytes
) -> None:
    response = client.post(CLASSIFY, data=picture, content_type="image/jpeg")
    assert response.status_code == 200
    assert list(response.json) == ["model", "model_sha256", "results"]
    assert response.json["model"] == classifier.path.stem
    assert response.json["model_sha256"] == classifier.info.sha256
    (result,) = response.json["results"]
    fields = ["file", "prediction", "confidence", "sure", "threshold", "predictions", "timing_ms"]
    assert list(result) == fields
    assert result["file"] is None
    assert result["prediction"] == result["predictions"][0]["label"]
    assert result["confidence"] == result["predictions"][0]["probability"]
    assert list(result["timing_ms"]) == ["decode", "preprocess", "invoke"]
    assert all(milliseconds > 0 for milliseconds in result["timing_ms"].values())


@pytest.mark.parametrize("content_type", ["application/octet-stream", "image/png", None])
def test_the_content_decides_and_not_its_declared_type(
    client: FlaskClient, picture: bytes, content_type: str | None
) -> None:
    assert client.post(CLASSIFY, data=picture, content_type=content_type).status_code == 200


def test_the_answer_is_the_one_that_the_classifier_gives(
    client: FlaskClient, classifier: Classifier, picture: bytes
) -> None:
    top = len(classifier.labels)
    expected = classifier.classify(picture, top=top).predictions
    response = client.post(f"{CLASSIFY}?top={top}", data=form((picture, "a.jpg")))
    answered = response.json["results"][0]["predictions"]
    assert [(p["label"], p["index"]) for p in answered] == [(p.label, p.index) for p in expected]
    probabilities = [p["probability"] for p in answered]
    assert probabilities == pytest.approx([p.probability for p in expected], abs=1e-6)
    assert sum(probabilities) == pytest.approx(1, abs=0.05)


def test_three_classes_are_answered_unless_top_says_otherwise(
    client: FlaskClient, picture: bytes
) -> None:
    def count(query: str) -> int:
        response = client.post(CLASSIFY + query, data=picture, content_type="image/jpeg")
        return len(response.json["results"][0]["predictions"])

    assert [count(""), count("?top=1"), count("?top=5")] == [3, 1, 5]


@pytest.mark.parametrize("top", ["0", "11", "-1", "1.5", "many", "", " 3", "٣", "9" * 5000])
def test_a_top_that_is_not_a_number_of_classes_is_refused(
    client: FlaskClient, picture: bytes, top: str
) -> None:
    response = client.post(
        CLASSIFY, query_string={"top": top}, data=picture, content_type="image/jpeg"
    )
    assert response.status_code == 400
    assert response.json["error"]["code"] == "bad_parameter"
    assert "expected a number from 1 to 10" in response.json["error"]["message"]


def test_top_is_never_more_than_a_model_with_two_classes_has() -> None:
    assert parse_top(None, classes=2) == 2
    with pytest.raises(RequestError, match="top is '3', expected a number from 1 to 2"):
        parse_top("3", classes=2)


def test_several_files_are_answered_in_their_order(client: FlaskClient, picture: bytes) -> None:
    response = client.post(CLASSIFY, data=form((picture, "b.jpg"), (picture, "a.jpg")))
    assert [result["file"] for result in response.json["results"]] == ["b.jpg", "a.jpg"]


def test_a_bad_file_among_good_ones_gets_an_error_in_its_place(
    client: FlaskClient, picture: bytes
) -> None:
    files = form((b"text", "a.txt"), (picture, "b.jpg"), (picture[:300], "c.jpg"))
    response = client.post(CLASSIFY, data=files)
    assert response.status_code == 200
    bad, good, damaged = response.json["results"]
    assert list(bad) == ["file", "error"]
    assert bad["file"] == "a.txt"
    assert bad["error"]["code"] == "unsupported_image"
    assert "prediction" in good
    assert damaged["error"]["code"] == "damaged_image"


def test_where_no_file_is_good_the_first_error_is_the_answer(
    client: FlaskClient, picture: bytes
) -> None:
    response = client.post(CLASSIFY, data=form((picture[:300], "a.jpg"), (b"text", "b.txt")))
    assert response.status_code == 422
    assert list(response.json) == ["error"]
    assert response.json["error"]["code"] == "damaged_image"


def refused(client: FlaskClient, status: int, code: str, **request: Any) -> str:
    """Post what must be refused with this status and code; returns the message."""
    response = client.post(CLASSIFY, **request)
    assert response.status_code == status
    assert list(response.json) == ["error"]
    assert list(response.json["error"]) == ["code", "message"]
    assert response.json["error"]["code"] == code
    return response.json["error"]["message"]


def test_bytes_that_are_no_picture_are_refused_with_415(client: FlaskClient) -> None:
    message = refused(client, 415, "unsupported_image", data=form((b"GIF is a word", "a.gif")))
    assert "JPEG, PNG, WebP, BMP or GIF" in message


def test_an_empty_file_is_refused_with_415(client: FlaskClient) -> None:
    assert "empty" in refused(client, 415, "unsupported_image", data=form((b"", "a.jpg")))


def test_a_picture_that_is_cut_off_is_refused_with_422(client: FlaskClient, picture: bytes) -> None:
    refused(client, 422, "damaged_image", data=picture[:400], content_type="image/jpeg")


def test_a_picture_with_too_many_pixels_is_refused_with_413(
    limited: Callable[..., FlaskClient], picture: bytes
) -> None:
    client = limited(max_pixels=96 * 64 - 1)
    message = refused(client, 413, "image_too_large", data=picture, content_type="image/jpeg")
    assert "96 x 64" in message
    assert limited(max_pixels=96 * 64).post(CLASSIFY, data=form((picture, "a"))).status_code == 200


def test_a_body_over_the_limit_is_refused_with_413(
    limited: Callable[..., FlaskClient], picture: bytes
) -> None:
    client = limited(max_upload_bytes=len(picture) - 1)
    raw = refused(client, 413, "body_too_large", data=picture, content_type="image/jpeg")
    sent = refused(client, 413, "body_too_large", data=form((picture, "a.jpg")))
    assert "larger than" in raw
    assert raw == sent
    exact = limited(max_upload_bytes=len(picture))
    assert exact.post(CLASSIFY, data=picture, content_type="image/jpeg").status_code == 200


def test_more_files_than_the_limit_are_refused_with_413(
    limited: Callable[..., FlaskClient], picture: bytes
) -> None:
    client = limited(max_files=2)
    files = [(picture, f"{i}.jpg") for i in range(3)]
    assert "at most 2" in refused(client, 413, "too_many_files", data=form(*files))
    assert client.post(CLASSIFY, data=form(*files[:2])).status_code == 200


def test_a_form_of_very_many_parts_is_refused_with_413(client: FlaskClient) -> None:
    fields = {f"field{i}": "x" for i in range(2000)}
    content_type = "multipart/form-data"
    refused(client, 413, "form_too_large", data=fields, content_type=content_type)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"", "image/jpeg"),
        (b"", None),
        ({"picture": "no file"}, "multipart/form-data"),
        ({"image": "a field that is no file"}, "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"picture=1", "application/x-www-form-urlencoded"),
    ],
)
def test_a_request_without_a_picture_is_refused_with_400(
    client: FlaskClient, data: bytes | dict[str, str], content_type: str | None
) -> None:
    message = refused(client, 400, "missing_image", data=data, content_type=content_type)
    assert "'image'" in message
    assert "image/jpeg" in message


def test_a_browser_form_in_which_nothing_was_chosen_holds_no_picture(client: FlaskClient) -> None:
    refused(client, 400, "missing_image", data=form((b"", "")))


def test_another_method_is_refused_with_405_and_told_what_is_allowed(client: FlaskClient) -> None:
    response = client.get(CLASSIFY)
    assert response.status_code == 405
    assert response.headers["Allow"] == "OPTIONS, POST"
    assert response.json["error"]["code"] == "method_not_allowed"
    assert "does not answer GET" in response.json["error"]["message"]


def test_an_unknown_address_below_api_is_refused_with_404_in_json(client: FlaskClient) -> None:
    response = client.get("/api/v2/classify")
    assert response.status_code == 404
    assert response.json["error"]["code"] == "not_found"


def test_a_fault_of_ours_is_a_500_that_tells_nothing_of_it(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/fault")
    def fault() -> NoReturn:
        raise RuntimeError("a secret")

    response = app.test_client().get("/api/fault")
    assert response.status_code == 500
    assert response.json["error"]["code"] == "internal_error"
    assert "secret" not in response.text
    assert "a secret" in caplog.text


def test_a_model_of_others_is_served_with_what_was_concluded_about_it(
    load: Callable[..., Classifier],
) -> None:
    graph = color_graph(dtype=np.uint8, scale=1 / 255, last="")
    client = create_app(load(graph, file="colors.tflite")).test_client()
    red = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(red, "PNG")
    answer = client.post(CLASSIFY, data=red.getvalue(), content_type="image/png").json
    assert answer["model"] == "colors"
    assert answer["results"][0]["prediction"] == "red"
    assert "by the input's scale" in client.get("/healthz").json["notes"][1]
    assert "green" in client.get("/").text


def test_a_picture_that_the_model_has_no_answer_to_is_an_error_with_a_code(
    load: Callable[..., Classifier],
) -> None:
    client = create_app(load(dumb_on_black(), input_range="0,255")).test_client()
    black, red = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (30, 20)).save(black, "PNG")
    Image.new("RGB", (30, 20), (255, 9, 9)).save(red, "PNG")
    files = (black.getvalue(), "black.png"), (red.getvalue(), "red.png")
    response = client.post(CLASSIFY, data=files[0][0], content_type="image/png")
    assert response.status_code == 500
    assert response.json["error"]["code"] == "model_failed"
    results = client.post(CLASSIFY, data=form(*files)).json["results"]
    assert [list(result)[1] for result in results] == ["error", "prediction"]


def test_healthz_says_which_model_runs_on_what(client, classifier: Classifier):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json == {
        "status": "ok",
        "model": classifier.info.name,
        "model_sha256": classifier.info.sha256,
        "runtime": f"{classifier.runtime.name} {classifier.runtime.version}",
        "version": __version__,
        "notes": [],
    }
    assert client.post("/healthz").json["error"]["code"] == "method_not_allowed"
