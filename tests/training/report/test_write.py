"""The report on a run: its files, its page, and the same facts for a script."""

import json
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from PIL import Image

from edge_app.errors import PipelineError
from tests.training.report.drawn import NAMES, drawn_dataset, drawn_record, scored
from training.report.confidence_sections import confidence_sections
from training.report.evaluation import history
from training.report.file_names import CURVES, FILES, PICTURES, picture_file
from training.report.scored import Scored
from training.report.split_facts import split_facts
from training.report.write import write_report

CONFIDENCE = {
    "temperature": 1.31,
    "temperature_reason": None,
    "calibration_error": {"before": 0.081, "after": 0.02},
    "precision_wanted": 0.95,
    "thresholds": [
        {"class": "circle", "threshold": 0.83, "coverage": 0.71, "precision": 0.962},
        {"class": "square", "threshold": None, "coverage": None, "precision": None},
    ],
    "reason": None,
    "not_sure_share": 0.21,
    "unknown": [{"kind": "noise", "count": 200, "answered_sure": 3}],
}


@pytest.fixture(scope="module")
def dataset():
    return drawn_dataset()


@pytest.fixture(scope="module")
def both(dataset):
    return [scored("validation", dataset.validation), scored("test", dataset.test)]


@pytest.fixture(scope="module")
def written(dataset, both, tmp_path_factory):
    """The report on both parts of a run, and what it says to a script."""
    folder = tmp_path_factory.mktemp("report")
    record = drawn_record(dataset, *both, confidence=CONFIDENCE)
    return folder, write_report(folder, record, dataset, both)


@pytest.fixture(scope="module")
def page(written):
    return (written[0] / "report.html").read_text(encoding="utf-8")


def words_of(page: str) -> str:
    """What can be read on a page, without the marks of HTML."""
    body = page.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_report_has_these_files_and_no_others(written):
    assert sorted(path.name for path in written[0].iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", [CURVES, *PICTURES])
def test_each_picture_is_whole(written, name):
    with Image.open(written[0] / name) as picture:
        picture.load()
        assert min(picture.size) > 200


def test_the_file_holds_the_facts_of_both_parts(written, both):
    folder, facts = written
    stored = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(facts))
    assert list(stored["parts"]) == ["validation", "test"]
    for one in both:
        expected = split_facts(one.part, one.split, one.probabilities, NAMES)
        part = stored["parts"][one.part]
        assert part["accuracy"]["correct"] == expected.accuracy.correct
        assert part["confusion"] == [list(row) for row in expected.confusion]
        assert [c["recall"]["correct"] for c in part["classes"]] == [
            expected.confusion[i][i] for i in range(4)
        ]
        assert stored["published"][one.part] == part["accuracy"]
    assert stored["training_images"] == dict.fromkeys(NAMES, 60)
    assert stored["confidence"] == CONFIDENCE
    assert stored["advice"]


def test_the_page_needs_nothing_but_itself(page):
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page


def test_every_picture_of_the_page_has_words_and_every_table_has_headers(page):
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) > 60
    assert all(re.search(r'alt="[^"]{4,}"', image) for image in images)
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) == 10
    for table in tables:
        assert re.search(r'<thead><tr>(<th scope="col">[^<]+</th>)+</tr></thead>', table)
        assert '<th scope="row">' in table


def test_every_link_of_the_contents_leads_to_its_section(page):
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', page)
    assert len(links) > 10
    for place, title in links:
        assert f'<h2 id="{place}">{title}</h2>' in page


def test_the_page_says_first_how_good_the_net_is_and_what_to_do(page, both, written):
    words = words_of(page)
    reached = both[1].accuracy
    assert f"{100 * reached.value:.1f} % of 40 test images are recognised" in words
    for sentence in written[1]["advice"]:
        assert sentence in words
    assert "Training of drawn-recipe on drawn" in words


def test_the_page_shows_when_the_model_is_not_sure(page):
    words = words_of(page)
    assert "When the model is not sure" in words
    assert "the calibration error is 2.0 % with it, and 8.1 % without" in words
    assert "95.0 % of the sure answers are right; 21.0 % of the validation images get no" in words
    assert "circle 83.0 % 71.0 % 96.2 % square - - -" in words
    assert "noise 200 3 1.5 %" in words


def test_thresholds_that_could_not_be_fitted_leave_a_reason():
    nothing = {**CONFIDENCE, "thresholds": [], "unknown": [], "not_sure_share": None}
    reasons = {"temperature_reason": "80 images are few", "reason": "80 images are too few"}
    (section,) = confidence_sections({**nothing, **reasons})
    assert section.table is None
    assert section.sentences == (
        "No temperature is fitted (80 images are few); the calibration error is 8.1 %.",
        "No thresholds are fitted: 80 images are too few.",
    )


def test_a_report_without_test_images_shows_the_published_figure_and_deletes_old_pictures(
    dataset, both, tmp_path
):
    for name in ("mine.txt", *PICTURES):
        (tmp_path / name).write_text("of an earlier day")
    write_report(tmp_path, drawn_record(dataset, *both), dataset, both[:1])
    left = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in left if name.startswith("test_")]
    assert {"mine.txt", "roc.png", "report.html", "evaluation.json"} <= left
    stored = json.loads((tmp_path / "evaluation.json").read_text())
    assert list(stored["parts"]) == ["validation"]
    assert stored["published"]["test"]["count"] == 40
    words = words_of((tmp_path / "report.html").read_text())
    assert (
        f"right {100 * both[0].accuracy.value:.2f} % {100 * both[1].accuracy.value:.2f} %" in words
    )
    assert "Test images" not in words


def test_a_net_without_mistakes_and_a_record_without_curves_have_a_report_without_them(
    dataset, tmp_path
):
    split = dataset.validation
    perfect = Scored("validation", split, np.eye(4, dtype=np.float32)[split.labels])
    record = drawn_record(dataset, perfect, curves=None)
    facts = write_report(tmp_path, record, dataset, [perfect])
    assert facts["parts"]["validation"]["surest_mistakes"] == ()
    assert not (tmp_path / picture_file("validation", "surest_mistakes")).exists()
    assert not (tmp_path / CURVES).exists()
    words = words_of((tmp_path / "report.html").read_text())
    assert "mistakes" not in words
    assert "Training accuracy" not in words


@pytest.mark.parametrize(
    "changes",
    [{"curves": None}, {"curves": {"loss": [1.0]}}, {"kept_epoch": 9}, {"kept_epoch": "3"}],
)
def test_curves_that_are_not_all_there_are_none(dataset, both, changes):
    assert history(drawn_record(dataset, *both)) is not None
    assert history(drawn_record(dataset, *both, **changes)) is None


def test_names_of_classes_and_files_are_text_on_the_page(tmp_path):
    names = ('<img src=x onerror="x">', "&amp;", "cat", "dog")
    hostile = drawn_dataset(class_names=names, folder=tmp_path / "<b>")
    one = scored("validation", hostile.validation)
    write_report(tmp_path, drawn_record(hostile, one), hostile, [one])
    page = (tmp_path / "report.html").read_text()
    assert "<img src=x" not in page
    assert "<b>/" not in page
    assert "&lt;b&gt;/0/0000.png" in page


def test_metrics_without_counts_are_refused(dataset, both, tmp_path):
    record = drawn_record(dataset, *both, metrics={"validation": {"accuracy": {"value": 0.9}}})
    with pytest.raises(
        PipelineError, match=r"metrics in training\.json are not those that a train"
    ):
        write_report(tmp_path, record, dataset, both[:1])


def test_an_empty_validation_split_is_refused_and_nothing_is_written(dataset, both, tmp_path):
    empty = replace(dataset, validation=dataset.validation.take([]))
    nothing = Scored("validation", empty.validation, np.empty((0, 4), np.float32))
    with pytest.raises(PipelineError, match="There are no validation images"):
        write_report(tmp_path, drawn_record(empty, *both), empty, [nothing])
    assert list(tmp_path.iterdir()) == []
