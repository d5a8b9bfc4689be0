import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import create_app
from edge_app.web.served import ServedModels


def send(client: FlaskClient, content: bytes, name: str = "red-blue.jpg") -> TestResponse:
    return client.post("/result", data={"image": (io.BytesIO(content), name)})


def shown_picture(page: str) -> Image.Image:
    encoded = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)[1]
    return Image.open(io.BytesIO(base64.b64decode(encoded)))


def test_the_first_page_holds_the_form_the_classes_and_the_limits(
    client: FlaskClient, classifier: Classifier
) -> None:
    page = client.get("/").text
    assert re.search(r'<form[^>]* method="post" action="/result"\s+enctype="multipart/form', page)
    assert re.search(r'<input type="file" id="image" name="image" accept="image/jpeg,', page)
    assert all(f"<li>{label}</li>" in page for label in classifier.labels)
    assert classifier.info.name in page
    assert "16 MiB" in page
    assert "25 megapixels" in page


def test_the_limits_on_the_page_are_those_of_the_settings(
    limited: Callable[..., FlaskClient],
) -> None:
    page = limited(max_upload_bytes=3 * 2**19, max_pixels=1_500_000).get("/").text
    assert 'data-max-bytes="1572864"' in page
    assert "1.5 MiB" in page
    assert "1.5 megapixels" in page


def test_accuracy_and_hash_of_the_model_are_on_the_page_and_on_that_of_a_result(
    client: FlaskClient, classifier: Classifier, picture: bytes
) -> None:
    record = json.loads(classifier.path.with_name(f"{classifier.name}.json").read_text())
    accuracy = record["variants"]["int8"]["test"]["accuracy"]
    for page in (client.get("/").text, send(client, picture).text):
        words = " ".join(page.split())
        assert f"{100 * accuracy['value']:.2f}% of {accuracy['count']:,} test images" in words
        assert f"<code>{classifier.info.sha256}</code>" in words
        assert f"{classifier.path.name}, {classifier.path.stat().st_size:,} bytes" in words
        assert "32 \u00d7 32 pixels, int8" in words


def test_of_a_model_without_a_record_no_accuracy_is_claimed(
    with_thresholds: Callable[[str], Classifier],
) -> None:
    page = create_app(with_thresholds("[0.5, 0.5, 0.5]")).test_client().get("/").text
    assert "not known: it has no record" in page
    assert "test images" not in page


def test_a_long_list_of_classes_is_folded_away(
    client: FlaskClient, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '<ol class="classes"' not in client.get("/").text
    monkeypatch.setattr("edge_app.web.pages.LISTED_CLASSES", len(classifier.labels) - 1)
    page = client.get("/").text
    inside = page[page.index("<details>\n        <summary>Show them all") :]
    assert re.findall(r"<li>(\w+)", inside[: inside.index("</ol>")]) == list(classifier.labels)


def test_only_several_models_can_be_chosen_and_compared(root: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.install(root / "models" / "cifar10-resnet8.float32.tflite")
    several = create_app(ServedModels(Classifier(), store=store)).test_client().get("/").text
    options = re.findall(r'<option value="([^"]*)" data-name', several)
    assert options == 2 * ["cifar10-resnet8", "cifar10-resnet8.float32"]
    assert "<div hidden>" not in several
    one = create_app(Classifier()).test_client().get("/").text
    assert re.findall(r'<option value="([^"]*)" data-name="([^"]*)"', one) == [
        ("", "cifar10-resnet8")
    ]
    assert one.count("<div hidden>") == 2


def test_why_another_model_serves_than_the_chosen_one_is_said(classifier: Classifier) -> None:
    models = ServedModels(classifier, problem="The model mine.tflite is damaged.")
    page = create_app(models).test_client().get("/").text
    assert '<p class="message warning">The model mine.tflite is damaged.</p>' in page


def test_all_modules_of_the_script_are_named_so_that_they_load_at_once(
    client: FlaskClient, root: Path
) -> None:
    named = re.findall(r'rel="modulepreload" href="/static/(\w+\.js)"', client.get("/").text)
    scripts = (root / "edge_app" / "web" / "static").glob("*.js")
    imported = re.findall(
        r'(?:from|import) "\./(\w+\.js)"', "".join(path.read_text() for path in scripts)
    )
    assert named == sorted(set(imported))


def test_the_result_shows_class_index_bars_and_times(
    client: FlaskClient, classifier: Classifier, picture: bytes
) -> None:
    response = send(client, picture)
    predictions = classifier.classify(picture).predictions
    page = response.text
    assert response.status_code == 200
    assert f'<h1 class="prediction">{predictions[0].label}' in page
    assert re.search(rf"class index\s+{predictions[0].index}\b", page)
    bars = re.findall(r'<rect width="([\d.]+)"', page)
    assert [float(bar) for bar in bars] == pytest.approx(
        [100 * prediction.probability for prediction in predictions], abs=0.01
    )
    for prediction in predictions:
        assert f"{100 * prediction.probability:.1f}%" in page
    times = dict(re.findall(r"<dt>(\w+)</dt><dd>([\d.]+) ms</dd>", page))
    assert list(times) == ["Total", "Decode", "Preprocess", "Inference"]
    parts = sum(float(times[name]) for name in ("Decode", "Preprocess", "Inference"))
    assert float(times["Total"]) == pytest.approx(parts, abs=0.2)
    assert float(times["Decode"]) > 0
    assert "red-blue.jpg" in page
    assert '<a class="button" href="/">Classify another picture</a>' in page


def test_the_picture_is_shown_upright(client: FlaskClient) -> None:
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, :40, 0] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # Taken with the camera turned: the left side belongs on top.
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "JPEG", exif=exif)
    shown = shown_picture(send(client, packed.getvalue()).text)
    assert shown.size == (40, 80)
    assert shown.getpixel((20, 5))[0] > 200
    assert shown.getpixel((20, 75))[0] < 50


def test_the_shown_picture_is_small_and_holds_nothing_of_the_file_but_pixels(
    client: FlaskClient,
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    packed = io.BytesIO()
    Image.new("RGB", (2000, 1000), "green").save(packed, "JPEG", exif=exif, comment=b"hidden")
    shown = shown_picture(send(client, packed.getvalue()).text)
    assert shown.size == (480, 240)
    assert not shown.getexif()
    assert "comment" not in shown.info


@pytest.mark.parametrize("size", [(1, 1), (4000, 1), (1, 4000)])
def test_a_picture_of_one_pixel_or_one_line_is_answered(
    client: FlaskClient, size: tuple[int, int]
) -> None:
    packed = io.BytesIO()
    Image.new("RGB", size, "white").save(packed, "PNG")
    assert send(client, packed.getvalue()).status_code == 200


def test_a_file_name_cannot_become_part_of_the_page(client: FlaskClient, picture: bytes) -> None:
    page = send(client, picture, "<img src=x onerror=alert(1)>{{7*7}}.jpg").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}.jpg" in page


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"text", 415, "not a picture"),
        (b"", 415, "empty"),
        (b"\xff\xd8\xff\xe0 cut off", 422, "damaged"),
    ],
)
def test_a_bad_upload_is_a_page_that_says_why(
    client: FlaskClient, content: bytes, status: int, words: str
) -> None:
    response = send(client, content)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert words in response.text
    assert "Classify another picture" in response.text


def test_sending_the_form_without_a_picture_is_a_page_with_400(client: FlaskClient) -> None:
    response = send(client, b"", "")
    assert response.status_code == 400
    assert response.mimetype == "text/html"


def test_an_upload_over_the_limit_is_a_page_with_413(
    limited: Callable[..., FlaskClient], picture: bytes
) -> None:
    response = send(limited(max_upload_bytes=500), picture)
    assert response.status_code == 413
    assert response.mimetype == "text/html"
    assert "larger than 500 bytes" in response.text


def test_opening_the_result_without_a_picture_leads_to_the_form(client: FlaskClient) -> None:
    response = client.get("/result")
    assert response.status_code == 302
    assert response.location == "/"


def test_an_unknown_page_and_a_wrong_method_are_pages(client: FlaskClient) -> None:
    missing, wrong = client.get("/nothing<b>"), client.put("/")
    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert missing.mimetype == wrong.mimetype == "text/html"
    assert "<b>" not in missing.text
    assert wrong.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_an_error_page_repeats_nothing_of_the_request_unescaped(client: FlaskClient) -> None:
    page = client.open("/", method="<B>").text
    assert "does not answer &lt;B&gt;." in page
    assert "<B>" not in page


def test_the_icon_answers_at_the_address_that_browsers_try(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as response:
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
