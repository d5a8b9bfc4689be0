"""Forms and JSON that are made to take memory or time, or to be misread."""

import base64
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

CLASSIFY = "/api/v1/classify"
FORM = "multipart/form-data; boundary=edge"
FORM_MIB = 32.0
JSON_MIB = 64.0
LONG = 10_000_000


def part(content: bytes, head: str = 'name="image"; filename="a.jpg"', more: str = "") -> bytes:
    lines = f"Content-Disposition: form-data; {head}\r\n{more}\r\n".encode()
    return b"--edge\r\n" + lines + content + b"\r\n"


def peak_mib(ask: Callable[[], Any]) -> float:
    """The most memory that Python took while it was asked, and answered."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        ask()
        return (tracemalloc.get_traced_memory()[1] - before) / 2**20
    finally:
        tracemalloc.stop()


ABUSES: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", part(b"a") + b"--edge--\r\n"),
    "an empty boundary": ("multipart/form-data; boundary=", part(b"a") + b"--edge--\r\n"),
    "a boundary of 10 kB": (f"multipart/form-data; boundary={'a' * 10_000}", part(b"a")),
    "another boundary": ("multipart/form-data; boundary=other", part(b"a") + b"--edge--\r\n"),
    "5,000 files": (FORM, part(b"a") * 5000 + b"--edge--\r\n"),
    "5,000 fields": (FORM, part(b"a", 'name="a"') * 5000 + b"--edge--\r\n"),
    "a million boundaries": (FORM, b"--edge\r\n" * 1_000_000),
    "a field of 600 kB": (FORM, part(bytes(600_000), 'name="image"') + b"--edge--\r\n"),
    "a header line of 600 kB": (FORM, part(b"a", more="X: " + "a" * 600_000 + "\r\n")),
    "100,000 header lines": (FORM, part(b"a", more="X: a\r\n" * 100_000)),
    "the end alone": (FORM, b"--edge--\r\n"),
    "nothing": (FORM, b""),
}


@pytest.mark.parametrize("name", ABUSES)
@pytest.mark.parametrize("path", [CLASSIFY, "/result"])
def test_a_form_that_is_none_is_refused_in_little_memory(
    client: FlaskClient, path: str, name: str
) -> None:
    kind, body = ABUSES[name]
    answers = []
    took = peak_mib(lambda: answers.append(client.post(path, data=body, content_type=kind)))
    assert answers[0].status_code in (400, 413), answers[0].text
    # The test's own client makes a copy of the body.
    assert took <= FORM_MIB


def test_a_form_that_is_cut_off_anywhere_is_refused(client: FlaskClient, picture: bytes) -> None:
    whole = part(picture, more="Content-Type: image/jpeg\r\n") + b"--edge--\r\n"
    step = len(whole) // 200
    for length in range(0, len(whole) - 8, step):
        answer = client.post(CLASSIFY, data=whole[:length], content_type=FORM)
        assert answer.status_code in (400, 413), length
    assert client.post(CLASSIFY, data=whole, content_type=FORM).status_code == 200


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ('name="image"; filename="a.jpg"; filename="b.jpg"', ""),
        ("name=\"image\"; filename*=UTF-8''c%0d%0aSet-Cookie:%20a.jpg", ""),
        ('name="image"; filename="a.jpg"; filename*=UTF-8\'\'..%2f..%2fa.jpg', ""),
        ("name=\"image\"; filename*=UTF-16''%ff%fea.jpg", ""),
        ('name="image";\r\n filename="folded.jpg"', ""),
        ('name="image"; filename="a.jpg"', "Content-Type: text/html\r\n"),
        ('name="image"; filename="a.jpg"', 'Content-Disposition: x; name="y"\r\n'),
    ],
)
def test_what_a_part_says_twice_or_in_an_odd_way_splits_no_header(
    client: FlaskClient, picture: bytes, head: str, more: str
) -> None:
    body = part(picture, head, more) + b"--edge--\r\n"
    answer = client.post(CLASSIFY, data=body, content_type=FORM)
    assert answer.status_code in (200, 400)
    assert answer.content_type == "application/json"
    assert "Set-Cookie" not in answer.headers
    if answer.status_code == 200:
        name = answer.json["results"][0]["file"]
        assert name.isprintable()
        assert "/" not in name


EMOJI = "\U0001f600"
NASTY: dict[str, bytes] = {
    "100,000 lists in each other": b"[" * 100_000,
    "100,000 objects in each other": b'{"a":' * 100_000,
    "a number of 5,000 digits": b'{"image": ' + b"9" * 5000 + b"}",
    "a number of 10 million digits": b'{"image": ' + b"9" * LONG + b"}",
    "NaN": b'{"image": NaN}',
    "the same field twice": b'{"image": "AAAA", "image": "AAAA"}',
    "UTF-16": '{"image": "AAAA"}'.encode("utf-16"),
    "bad base64": b'{"image": "%%%%"}',
    "a text of 10 MB": b'{"image": "' + b"%" * LONG + b'"}',
    "a text of 10 MB with one emoji": f'{{"image": "{EMOJI}{"A" * LONG}"}}'.encode(),
    "the same with an escape": b'{"image": "\\ud83d\\ude00' + b"A" * LONG + b'"}',
    "a name of 10 MB": b'{"images": [{"data": "AAAA", "name": "' + b"a" * LONG + b'"}]}',
    "a field's name of 10 MB": b'{"' + b"a" * LONG + b'": "AAAA"}',
    "10 MB of quotes": b'{"image": "' + b'\\"' * (LONG // 2) + b'"}',
    "10 MB of empty texts": b'{"images": [' + b'"",' * (LONG // 3) + b'""]}',
    "10 MB of spaces": b'{"image": ' + b" " * LONG + b"}",
    "a text without an end": b'{"image": "' + b"A" * LONG,
    "a lone surrogate": b'{"images": [{"data": "%", "name": "\\ud800"}]}',
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_json_is_refused_in_little_memory(client: FlaskClient, name: str) -> None:
    answers = []
    took = peak_mib(
        lambda: answers.append(
            client.post(CLASSIFY, data=NASTY[name], content_type="application/json")
        )
    )
    assert 400 <= answers[0].status_code < 500, answers[0].text
    assert len(answers[0].text) < 400
    assert took <= JSON_MIB


def test_pictures_with_names_of_all_letters_are_taken_in_a_large_body(
    client: FlaskClient, picture: bytes
) -> None:
    data = base64.b64encode(picture + bytes(100_000)).decode()
    images = [{"name": f"{EMOJI} Käfer \\ {i}.jpg", "data": data} for i in range(12)]
    for is_ascii in (True, False):
        body = json.dumps({"images": images}, ensure_ascii=is_ascii)
        answer = client.post(CLASSIFY, data=body.encode(), content_type="application/json")
        assert answer.status_code == 200
        assert [result["file"] for result in answer.json["results"]] == [
            f"{i}.jpg" for i in range(12)
        ]
