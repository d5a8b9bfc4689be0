import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

CLASSIFY = "/api/v1/classify"


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def entry(content: bytes, **fields: Any) -> dict[str, Any]:
    return {"data": base64_of(content), **fields}


def refused(client: FlaskClient, body: Any, status: int = 400, code: str = "bad_json") -> str:
    """Post JSON that must be refused with this status and code; returns the message."""
    response = client.post(CLASSIFY, json=body)
    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    return response.json["error"]["message"]


def without_times(answer: Any) -> Any:
    return [{**result, "timing_ms": None} for result in answer.json["results"]]


def test_a_picture_in_json_gets_the_answer_of_the_same_picture_as_a_body(
    client: FlaskClient, picture: bytes
) -> None:
    sent = client.post(f"{CLASSIFY}?top=2", json={"image": base64_of(picture)})
    raw = client.post(f"{CLASSIFY}?top=2", data=picture, content_type="image/jpeg")
    assert sent.status_code == 200
    assert without_times(sent) == without_times(raw)
    assert sent.json["results"][0]["file"] is None


def test_several_pictures_in_json_are_answered_in_their_order_with_their_names(
    client: FlaskClient, picture: bytes
) -> None:
    images = [entry(picture, name="../b.jpg"), entry(b"text", name="a.txt"), entry(picture)]
    answer = client.post(CLASSIFY, json={"images": images})
    assert answer.status_code == 200
    assert [result["file"] for result in answer.json["results"]] == ["b.jpg", "a.txt", None]
    assert answer.json["results"][1]["error"]["code"] == "unsupported_image"


@pytest.mark.parametrize("head", ["data:image/jpeg;base64,", "data:;base64,"])
def test_a_data_uri_is_taken_as_browsers_make_it(
    client: FlaskClient, picture: bytes, head: str
) -> None:
    answer = client.post(CLASSIFY, json={"image": head + base64_of(picture)})
    assert answer.status_code == 200


def test_the_declared_charset_and_a_byte_order_mark_do_no_harm(
    client: FlaskClient, picture: bytes
) -> None:
    body = f'\ufeff{{"image": "{base64_of(picture)}"}}'.encode()
    for declared in ("application/json; charset=utf-8", "Application/JSON"):
        assert client.post(CLASSIFY, data=body, content_type=declared).status_code == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"picture": "AAAA"}, "unknown field 'picture'. It may have: image, images"),
        ({"image": "AAAA", "top": 3}, "unknown field 'top'"),
        ({"image": "AAAA", "images": [{"data": "AAAA"}]}, "both 'image' and 'images'"),
        ({"image": 5}, "field 'image' that is not a text"),
        ({"image": None}, "field 'image' that is not a text"),
        ({"images": "AAAA"}, "field 'images' that is not a list"),
        ({"images": ["AAAA"]}, "images[0] is not a JSON object"),
        ({"images": [{"name": "a.jpg"}]}, "images[0] lacks the field 'data'"),
        ({"images": [{"data": "AAAA", "name": 1}]}, "a field 'name' that is not a text"),
        ({"images": [{"data": "AAAA", "size": 1}]}, "unknown field 'size'"),
        ({"image": "AAA"}, "image is not base64"),
        ({"image": "AAAA\nAAAA"}, "without line breaks"),
        ({"image": "____"}, "image is not base64"),
        ({"image": "AA==AAAA"}, "image is not base64"),
        ({"image": "кот="}, "image is not base64"),
        ({"images": [{"data": "AAAA"}, {"data": "*"}]}, "images[1].data is not base64"),
        ({"image": "data:image/png,AAAA"}, "image begins like a data: URI"),
        ({"image": "data:image/png;base64"}, "image begins like a data: URI"),
        ({"image": f"data:{'a' * 300};base64,AAAA"}, "image begins like a data: URI"),
    ],
)
def test_json_of_another_shape_is_refused_in_words(
    client: FlaskClient, body: Any, words: str
) -> None:
    assert words in refused(client, body)


@pytest.mark.parametrize("body", [{}, {"images": []}])
def test_json_without_a_picture_is_refused_as_other_requests_without_one(
    client: FlaskClient, body: Any
) -> None:
    assert "The JSON holds no picture" in refused(client, body, code="missing_image")


def test_an_empty_picture_is_no_picture(client: FlaskClient) -> None:
    assert "empty" in refused(client, {"image": ""}, 415, "unsupported_image")


def test_the_limits_hold_for_json(limited: Callable[..., FlaskClient], picture: bytes) -> None:
    client = limited(max_files=2, max_upload_bytes=8 * len(picture))
    images = [entry(picture)] * 3
    assert "at most 2" in refused(client, {"images": images}, 413, "too_many_files")
    assert client.post(CLASSIFY, json={"images": images[:2]}).status_code == 200
    refused(client, {"image": base64_of(bytes(8 * len(picture)))}, 413, "body_too_large")
    small = limited(max_pixels=96 * 64 - 1)
    refused(small, {"image": base64_of(picture)}, 413, "image_too_large")
