"""What a client calls its pictures, and writes into them, goes nowhere but into an answer."""

import base64
import io
import json
import sys
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.edge_app.hostile_pictures import plain, saved

CLASSIFY = "/api/v1/classify"
MARK = "zq7marker"
NAMES = [
    *(
        f"{up}{MARK}"
        for up in ("../", "../../../etc/", "..\\..\\", "/etc/", "C:\\", "\\\\host\\share\\")
    ),
    *(
        f"{up}{MARK}"
        for up in ("%2e%2e/", "%2e%2e%2f", "..%2f", "..%5c", "%252e%252e%252f", "....//")
    ),
    *(
        f"{MARK}{end}"
        for end in ("\0.jpg", "%00.jpg", "\r\nSet-Cookie: a=b", "%0d%0aX: y", "\n", "\t")
    ),
    *(
        f"{MARK}{end}"
        for end in ("\x1b[31m", "\x7f", "\u202egpj.exe", "\u200b", "\ufeff", "\ud83d")
    ),
    *(
        f"{begin}{MARK}"
        for begin in ("-rf ", "--help ", "~/", "~root/", "$HOME/", "`id`", "$(id)", "|id;")
    ),
    *(
        f"{MARK}{end}"
        for end in ("<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "' or 1=1")
    ),
    *(
        f"{MARK}{end}"
        for end in ("{{7*7}}", "${7*7}", "{% raw %}", "%s%n", "&lt;b&gt;", "</title>")
    ),
    *(
        "CON",
        "NUL.jpg",
        "aux.png",
        ".",
        "..",
        "a" * 300,
        "/" * 300,
        "\u00e9" * 200,
        "=cmd|' /C calc'!A0",
    ),
]


class Watch:
    """Every path that is opened while it is on."""

    def __init__(self) -> None:
        self.is_on = False
        self.opened: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.is_on and event in ("open", "os.mkdir", "os.rename", "os.remove", "os.listdir"):
            self.opened.append(str(arguments[0]))


WATCH = Watch()


@pytest.fixture(scope="module")
def watch() -> Watch:
    """An audit hook cannot be taken away again; this one does nothing while it is off."""
    sys.addaudithook(WATCH)
    return WATCH


def form(name: str, content: bytes) -> dict[str, Any]:
    shown = name.encode("utf-8", "surrogatepass")
    head = (
        b'--edge\r\nContent-Disposition: form-data; name="image"; filename="' + shown + b'"\r\n\r\n'
    )
    body = head + content + b"\r\n--edge--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=edge"}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_name_opens_no_file_and_is_shown_as_text(
    client: FlaskClient, picture: bytes, watch: Watch, name: str
) -> None:
    for content in (picture, b""):
        client.post("/result", **form("warm.jpg", content))  # So that the templates are read.
    entry = {"data": base64.b64encode(picture).decode(), "name": name}
    watch.opened.clear()
    watch.is_on = True
    try:
        answers = [
            client.post(CLASSIFY, **form(name, picture)),
            client.post(
                CLASSIFY, data=json.dumps({"images": [entry]}), content_type="application/json"
            ),
        ]
        page = client.post("/result", **form(name, picture))
    finally:
        watch.is_on = False
    assert watch.opened == []
    for answer in (*answers, page):
        assert answer.status_code in (200, 400)
        assert not {"Set-Cookie", "X"} & set(answer.headers.keys())
        assert all("\n" not in value and MARK not in value for value in answer.headers.values())
    for answer in answers:
        if answer.status_code == 200:
            shown = answer.json["results"][0]["file"] or ""
            assert len(shown) <= 80
            assert shown.isprintable() or not shown
            assert "/" not in shown
    for live in ("<img src=x", "<script>alert", f"{MARK}</title>", f"{MARK}49"):
        assert live not in page.text


SCRIPT = f"<script>alert('{MARK}')</script>"


def with_metadata(file_format: str) -> bytes:
    """A picture with a script in every text that its format has, and a place on earth."""
    exif = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        exif[tag] = SCRIPT
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    exif.get_ifd(0x8769).update({0x9286: SCRIPT.encode(), 0xA430: SCRIPT})
    info = PngInfo()
    for name in ("Title", "Author", "Comment", "XML:com.adobe.xmp"):
        info.add_itxt(name, SCRIPT)
    options: dict[str, Any] = {
        "JPEG": {
            "exif": exif,
            "xmp": SCRIPT.encode(),
            "icc_profile": SCRIPT.encode(),
            "comment": SCRIPT,
        },
        "PNG": {"exif": exif, "pnginfo": info, "icc_profile": SCRIPT.encode()},
        "WEBP": {"exif": exif, "xmp": SCRIPT.encode(), "icc_profile": SCRIPT.encode()},
        "GIF": {"comment": SCRIPT.encode()},
    }[file_format]
    return saved(plain((64, 64)), file_format, **options)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_of_the_texts_in_a_picture_is_in_any_answer(
    client: FlaskClient, file_format: str
) -> None:
    content = with_metadata(file_format)
    assert MARK.encode() in content
    answers = [
        client.post(CLASSIFY, data=content, content_type="image/jpeg"),
        client.post("/result", **form("a.jpg", content)),
        client.post(CLASSIFY, data=content[:-40], content_type="image/jpeg"),
        client.get("/metrics"),
    ]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert not any(MARK in answer.text for answer in answers)


def test_the_copy_that_is_shown_has_no_metadata(client: FlaskClient) -> None:
    page = client.post("/result", **form("a.jpg", with_metadata("JPEG"))).text
    encoded = page.partition("data:image/jpeg;base64,")[2].partition('"')[0]
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert MARK.encode() not in base64.b64decode(encoded)
