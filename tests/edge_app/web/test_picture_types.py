"""The content alone decides what a picture is, whatever its name and its declared type say."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.edge_app.hostile_pictures import plain, saved

CLASSIFY = "/api/v1/classify"


def animated(file_format: str) -> bytes:
    return saved(plain((8, 8)), file_format, save_all=True, append_images=[plain((8, 8), "L")])


# Fifteen formats: the file, its true ending and type, and what becomes of it.
CONTENTS: dict[str, tuple[Callable[[], bytes], str, str, int]] = {
    "JPEG": (lambda: saved(plain((8, 8)), "JPEG"), "jpg", "image/jpeg", 200),
    "PNG": (lambda: saved(plain((8, 8)), "PNG"), "png", "image/png", 200),
    "WebP": (lambda: saved(plain((8, 8)), "WEBP"), "webp", "image/webp", 200),
    "GIF": (lambda: saved(plain((8, 8)), "GIF"), "gif", "image/gif", 200),
    "BMP": (lambda: saved(plain((8, 8)), "BMP"), "bmp", "image/bmp", 200),
    "animated PNG": (lambda: animated("PNG"), "png", "image/apng", 200),
    "stereo JPEG": (lambda: animated("MPO"), "mpo", "image/mpo", 200),
    "TIFF": (lambda: saved(plain((8, 8)), "TIFF"), "tif", "image/tiff", 415),
    "ICO": (lambda: saved(plain((16, 16)), "ICO"), "ico", "image/x-icon", 415),
    "JPEG 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "jp2", "image/jp2", 415),
    "AVIF": (lambda: b"\0\0\0\x20ftypavif" + bytes(99), "avif", "image/avif", 415),
    "HEIC": (lambda: b"\0\0\0\x20ftypheic" + bytes(99), "heic", "image/heic", 415),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "eps", "image/eps", 415),
    "SVG": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "svg",
        "image/svg+xml",
        415,
    ),
    "PDF": (
        lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
        "pdf",
        "application/pdf",
        415,
    ),
}
FALSE_ENDINGS = {"jpg": "png"}
FALSE_TYPES = {"image/jpeg": "text/html"}


@pytest.mark.parametrize("name", CONTENTS)
def test_the_content_decides_and_not_its_name_or_its_declared_type(
    client: FlaskClient, name: str
) -> None:
    make, ending, kind, status = CONTENTS[name]
    content = make()
    answers = []
    for said in (ending, FALSE_ENDINGS.get(ending, "jpg")):
        for declared in (kind, FALSE_TYPES.get(kind, "image/jpeg")):
            form = {"image": (io.BytesIO(content), f"a.{said}", declared)}
            answers.append(client.post(CLASSIFY, data=form))
            answers.append(client.post(CLASSIFY, data=content, content_type=declared))
    assert [answer.status_code for answer in answers] == [status] * 8
    assert {answer.content_type for answer in answers} == {"application/json"}
    if status == 200:
        found = [answer.json["results"][0]["predictions"] for answer in answers]
        assert found == [found[0]] * 8
    else:
        assert {answer.json["error"]["code"] for answer in answers} == {"unsupported_image"}


@pytest.mark.parametrize("name", CONTENTS)
def test_the_page_answers_as_a_page_whatever_type_is_declared(
    client: FlaskClient, name: str
) -> None:
    make, _, kind, status = CONTENTS[name]
    answer = client.post("/result", data={"image": (io.BytesIO(make()), "a.html", kind)})
    assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
    assert "<svg xmlns" not in answer.text


def test_pillow_opens_no_other_format_than_those_that_are_accepted() -> None:
    """It would find some of the fifteen to be pictures by itself."""
    for name in ("TIFF", "ICO", "EPS"):
        with Image.open(io.BytesIO(CONTENTS[name][0]())) as image:
            assert image.format == name
