"""The quick way through a form gives what Werkzeug gives, or leaves the form to it."""

import io
import random

import pytest
from flask.testing import FlaskClient
from werkzeug.formparser import FormDataParser

from edge_app.web.plain_form import boundary_of, plain_files

CONTENTS = [b"", b"\r\n", b"--", b"\r\n--", b"--edge", b"\r\n--edg", b"\x00\xff" * 9, b"a\r\n\r\nb"]
TYPED = b"\r\nContent-Type: image/png"


def part(content: bytes, name: bytes = b"a.png", field: bytes = b"image") -> bytes:
    where = b'Content-Disposition: form-data; name="' + field + b'"; filename="' + name + b'"'
    return b"--edge\r\n" + where + TYPED + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--edge--\r\n"


def by_werkzeug(body: bytes) -> list[tuple[str, bytes]]:
    parser = FormDataParser(stream_factory=lambda *_args, **_options: io.BytesIO())
    options = {"boundary": "edge"}
    _, _, files = parser.parse(io.BytesIO(body), "multipart/form-data", len(body), options)
    return [(file.filename, file.read()) for file in files.getlist("image") if file.filename]


def quickly(body: bytes, most: int = 8) -> list[tuple[str, bytes]] | None:
    return plain_files(body, b"edge", field="image", most=most)


def test_the_files_of_a_plain_form_are_those_that_werkzeug_finds() -> None:
    for body in (
        form(part(b"one")),
        form(part(b"one"), part(b"two", "кот 😀 .png".encode())),
        form(part(b"one"), part(b"other", field=b"other"), part(b"", name=b"")),
        form(part(b"\r\n"), part(b"x\r\n"), part(b"")),
        form(part(b"one"))[:-2],
        form(),
        form(part(b"one")).replace(TYPED, b""),
    ):
        assert quickly(body) == by_werkzeug(body)
        assert quickly(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        form(part(b"one"))[:-8],
        b"preamble\r\n" + form(part(b"one")),
        form(part(b"one")) + b"epilogue",
        form(part(b"one", name=b'a\\"b.png')),
        form(part(b"one", name=b"a%22b.png")),
        form(part(b"one", name=b"a" * 1000)),
        form(part(b"one", name=b"\xff.png")),
        form(part(b"one")).replace(b"\r\n", b"\n"),
        form(part(b"one")).replace(b"; filename", b"; FileName"),
        form(part(b"one")).replace(TYPED, TYPED + b"; charset=utf-8"),
        form(part(b"one")).replace(b'; filename="a.png"', b""),
        form(part(b"one\r\n--edgeX\r\ntwo")),
        form(part(b"one\n--edge\r\ntwo")),
        form(*[part(b"one")] * 9),
    ],
)
def test_a_form_that_is_not_plain_is_left_to_werkzeug(body: bytes) -> None:
    assert quickly(body) is None


def test_a_mutated_form_is_read_as_werkzeug_reads_it_or_left_to_it() -> None:
    source = random.Random(7)  # noqa: S311
    pieces = [b"--edge", b"--", b"\r\n", b"\n", b'"', b"; ", b'name="image"', b"\xff", b"%22", b":"]
    read = 0
    for _ in range(4000):
        body = bytearray(form(*(part(content) for content in source.sample(CONTENTS, 2))))
        for _ in range(source.randrange(3)):
            start = source.randrange(len(body))
            body[start : start + source.randrange(3)] = source.choice(pieces)
        found = quickly(bytes(body))
        if found is not None:
            read += 1
            assert found == by_werkzeug(bytes(body)), bytes(body)
    assert read > 500


@pytest.mark.parametrize(
    ("declared", "boundary"),
    [
        ("multipart/form-data; boundary=----WebKitFormBoundaryAb1", b"----WebKitFormBoundaryAb1"),
        ('multipart/form-data;boundary="a b"', None),
        ('multipart/form-data; boundary="a=b"', b"a=b"),
        ('multipart/form-data; boundary="a', None),
        ("multipart/form-data; boundary=" + "a" * 71, None),
        ("multipart/form-data; charset=utf-8; boundary=a", None),
        ("multipart/form-data", None),
        ("image/png", None),
    ],
)
def test_the_boundary_of_a_plain_form_is_found(declared: str, boundary: bytes | None) -> None:
    assert boundary_of(declared) == boundary


def test_a_form_that_is_not_plain_gets_the_same_answer(client: FlaskClient, picture: bytes) -> None:
    plain = form(part(picture))
    answers = [
        client.post(
            "/api/v1/classify", data=body, content_type="multipart/form-data; boundary=edge"
        )
        for body in (plain, b"preamble\r\n" + plain)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (answer.json["results"][0] for answer in answers)
    assert (first["file"], first["predictions"]) == (second["file"], second["predictions"])
    assert first["file"] == "a.png"
