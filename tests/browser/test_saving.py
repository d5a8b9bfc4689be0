"""The answers of a batch as files."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_comparing import OTHER, compare
from tests.browser.visit import Visit

NAME = '=HYPERLINK("x"), y.png'


@pytest.fixture
def batch(pictures: list[Path], text_file: Path) -> list[Path]:
    """Four files: one is no picture, one has a name that a spreadsheet would run."""
    formula = pictures[1].with_name(NAME)
    shutil.copy(pictures[1], formula)
    return [pictures[0], formula, pictures[2], text_file]


def saved(visit: Visit, kind: str) -> str:
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=f"Save {kind}").click()
    assert download.value.suggested_filename == f"answers.{kind.lower()}"
    return download.value.path().read_text(encoding="utf-8")


def answered_by_the_api(visit: Visit, url: str, path: Path) -> dict[str, Any]:
    """What the API says of a file, without its times."""
    reply = visit.page.request.post(f"{url}api/v1/classify?top=3", data=path.read_bytes())
    body = reply.json()
    (result,) = body.pop("results")
    del result["timing_ms"]
    return {**body, **result, "file": path.name}


def test_json_has_the_fields_of_the_api(visit: Visit, url: str, batch: list[Path]) -> None:
    visit.expected.append("status of 415")
    visit.choose(*batch)
    visit.wait(4)
    results = json.loads(saved(visit, "JSON"))["results"]
    assert [result["file"] for result in results] == [path.name for path in batch]
    assert results[3]["error"]["code"] == "unsupported_image"
    for result, path in zip(results[:3], batch, strict=False):
        assert set(result.pop("timing_ms")) == {"decode", "preprocess", "invoke"}
        assert result == answered_by_the_api(visit, url, path)


def test_csv_has_one_line_for_each_picture_and_no_formula(
    visit_at_desk: Visit, batch: list[Path]
) -> None:
    visit_at_desk.expected.append("status of 415")
    visit_at_desk.choose(*batch)
    visit_at_desk.wait(4)
    lines = list(csv.DictReader(io.StringIO(saved(visit_at_desk, "CSV"), newline="")))
    results = json.loads(saved(visit_at_desk, "JSON"))["results"]
    assert [line["file"] for line in lines] == ["a.jpg", f"'{NAME}", "c.webp", "notes.jpg"]
    for line, result in zip(lines[:3], results, strict=False):
        assert line["prediction"] == result["prediction"] == line["label_1"]
        assert float(line["confidence"]) == result["confidence"] == float(line["probability_1"])
        assert line["sure"] == json.dumps(result["sure"])
        assert line["label_3"] == result["predictions"][2]["label"]
        assert int(line["index_3"]) == result["predictions"][2]["index"]
        assert float(line["invoke_ms"]) == result["timing_ms"]["invoke"]
        assert line["model"] == "cifar10-resnet8"
        assert len(line["model_sha256"]) == 64
        assert line["error"] == ""
    assert lines[3]["prediction"] == lines[3]["sure"] == lines[3]["label_1"] == ""
    assert "not a picture" in lines[3]["error"]


def test_as_many_classes_are_saved_as_are_shown(visit_at_desk: Visit, picture: Path) -> None:
    visit_at_desk.choose(picture)
    visit_at_desk.wait(1)
    visit_at_desk.page.get_by_label("Classes shown").select_option("5")
    head = saved(visit_at_desk, "CSV").splitlines()[0].split(",")
    assert "label_5" in head
    assert "label_6" not in head
    assert len(json.loads(saved(visit_at_desk, "JSON"))["results"][0]["predictions"]) == 5


def test_of_a_comparison_both_models_are_saved(
    visit_of_two_at_desk: Visit, pictures: list[Path]
) -> None:
    compare(visit_of_two_at_desk)
    visit_of_two_at_desk.choose(*pictures)
    visit_of_two_at_desk.wait(3)
    lines = list(csv.DictReader(io.StringIO(saved(visit_of_two_at_desk, "CSV"))))
    assert [(line["file"], line["model"]) for line in lines] == [
        (name, model)
        for name in ("a.jpg", "b.png", "c.webp")
        for model in ("cifar10-resnet8", OTHER)
    ]
    assert len({line["model_sha256"] for line in lines}) == 2


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("plain", '"plain"'),
        ('say "x"', '"say ""x"""'),
        ("=1+1", '"\'=1+1"'),
        ("+1", '"\'+1"'),
        ("-1", '"\'-1"'),
        ("@x", '"\'@x"'),
        ("\tx", '"\'\tx"'),
        ("a\r\nb", '"a\r\nb"'),
    ],
)
def test_every_text_is_quoted_and_none_is_a_formula(
    visit_at_desk: Visit, value: str, cell: str
) -> None:
    write = "file => import('/static/export.js').then(m => m.csv([{ file, threshold: 0.5 }]))"
    head, line = visit_at_desk.page.evaluate(write, value).split("\n", 1)
    assert head.startswith("file,model,model_sha256,prediction,confidence,sure,threshold,label_1")
    assert line.startswith(f"{cell},,,,,,0.5,")
