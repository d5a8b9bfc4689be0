"""What a client may expect of HTTP itself."""

import gzip
import http.client
import io
import socket
from typing import Any

import pytest
from flask.testing import FlaskClient

CLASSIFY = "/api/v1/classify"


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/api/v1/openapi.json", "/"])
def test_a_slash_at_the_end_changes_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.get(f"{path.rstrip('/')}/").status_code == 200


def test_a_picture_is_taken_at_the_address_with_a_slash_at_the_end(
    client: FlaskClient, picture: bytes
) -> None:
    answer = client.post(f"{CLASSIFY}/", data=picture, content_type="image/jpeg")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/api/v1/openapi.json", "/"])
def test_head_answers_as_get_does_without_the_body(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.data == b""
    assert head.content_type == get.content_type


def test_options_name_the_methods_of_an_address(client: FlaskClient) -> None:
    assert set(client.options(CLASSIFY).headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    answer = client.get(CLASSIFY)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")
    assert answer.json["error"]["message"].endswith("It answers OPTIONS, POST.")


@pytest.mark.parametrize("path", [CLASSIFY, "/result"])
@pytest.mark.parametrize("encoding", ["gzip", "GZip", "br", "deflate, gzip"])
def test_a_compressed_body_is_refused_with_the_encoding_to_send(
    client: FlaskClient, picture: bytes, path: str, encoding: str
) -> None:
    answer = client.post(
        path,
        data=gzip.compress(picture),
        content_type="image/jpeg",
        headers={"Content-Encoding": encoding},
    )
    assert answer.status_code == 415
    assert answer.headers["Accept-Encoding"] == "identity"
    assert "Send it uncompressed" in answer.text


def test_a_body_that_is_declared_as_not_compressed_is_taken(
    client: FlaskClient, picture: bytes
) -> None:
    for data in (picture, {"image": (io.BytesIO(picture), "a.jpg")}):
        answer = client.post(CLASSIFY, data=data, headers={"Content-Encoding": "identity"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?topk=5", "The query parameter 'topk' is unknown. There may be one each of: model, top"),
        ("?top=1&top=2", "The query parameter 'top' is there twice"),
        ("?model=a&model=b", "The query parameter 'model' is there twice"),
        ("?%1b[31m=1", "The query parameter '[31m' is unknown"),
    ],
)
def test_an_unknown_or_repeated_query_parameter_is_refused_by_its_name(
    client: FlaskClient, picture: bytes, query: str, words: str
) -> None:
    answer = client.post(CLASSIFY + query, data=picture, content_type="image/jpeg")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_parameter")
    assert words in answer.json["error"]["message"]


def test_a_client_that_waits_for_100_continue_gets_it_and_then_its_answer(
    server: Any, picture: bytes
) -> None:
    head = f"POST {CLASSIFY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        length = f"Content-Length: {len(picture)}\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall((head + length).encode())
        interim = connection.recv(4096)
        assert interim.startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(picture)
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 200
