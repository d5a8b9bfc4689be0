"""The same picture through two models."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge_app import Classifier
from tests.browser.visit import Visit

OTHER = "cifar10-resnet8.float32"


@pytest.fixture(scope="module")
def both(root: Path) -> tuple[Classifier, Classifier]:
    return Classifier(), Classifier(root / "models" / f"{OTHER}.tflite")


def compare(visit: Visit) -> None:
    visit.page.get_by_label("Compare with").select_option(OTHER)


def test_where_there_is_one_model_nothing_is_offered_to_compare(visit: Visit) -> None:
    assert not visit.page.locator("#other").is_visible()
    assert not visit.page.locator("#model").is_visible()
    assert visit.page.get_by_label("Classes shown").is_visible()


def test_two_models_stand_side_by_side_with_their_differences(
    visit_of_two: Visit, picture: Path, both: tuple[Classifier, Classifier]
) -> None:
    visit_of_two.choose(picture)
    visit_of_two.wait(1)
    compare(visit_of_two)
    visit_of_two.wait(1)
    card = visit_of_two.card("drawn.png")
    assert card.locator(".model-name").all_inner_texts() == ["cifar10-resnet8", OTHER]
    first, second = (
        {p.label: p.probability for p in model.classify(picture.read_bytes(), top=10).predictions}
        for model in both
    )
    rows = card.get_by_role("row").all()[1:]
    assert len(rows) >= 3
    for row in rows:
        label = row.get_by_role("rowheader").inner_text().split()[0]
        shown = [cell.inner_text() for cell in row.get_by_role("cell").all()]
        difference = 100 * (second[label] - first[label])
        assert shown[0] == f"{100 * first[label]:.1f}%"
        assert shown[1] == f"{100 * second[label]:.1f}%"
        assert float(shown[2].replace("\u2212", "-")) == pytest.approx(difference, abs=0.06)
        assert row.locator("mark").count() == (abs(difference) >= 5)
    assert card.locator(".times").count() == 2
    assert visit_of_two.page.locator("#agreement").inner_text().startswith("Same label for ")


def test_what_was_answered_is_not_asked_again_when_the_models_change(
    visit_of_two_at_desk: Visit, pictures: list[Path]
) -> None:
    page, asked = visit_of_two_at_desk.page, visit_of_two_at_desk.note_questions()
    compare(visit_of_two_at_desk)
    visit_of_two_at_desk.choose(*pictures)
    visit_of_two_at_desk.wait(3)
    assert sum(f"model={OTHER}" in url for url in asked) == 3
    assert sum("model=cifar10-resnet8&" in f"{url}&" for url in asked) == 3
    asked.clear()
    page.get_by_label("Compare with").select_option("no other")
    page.get_by_label("Model", exact=True).select_option(OTHER)
    visit_of_two_at_desk.wait(3)
    assert asked == []
    assert page.locator(".bars").count() == 3


def test_a_model_is_not_compared_with_itself(visit_of_two_at_desk: Visit) -> None:
    page = visit_of_two_at_desk.page
    compare(visit_of_two_at_desk)
    page.get_by_label("Model", exact=True).select_option(OTHER)
    assert page.locator("#other").input_value() == ""
    assert page.locator(f"#other option[value='{OTHER}']").is_disabled()


def test_another_label_is_marked_and_counted(
    visit_of_two_at_desk: Visit, pictures: list[Path], both: tuple[Classifier, Classifier]
) -> None:
    page = visit_of_two_at_desk.page
    labels = [
        [model.classify(path.read_bytes()).predictions[0].label for model in both]
        for path in pictures[1:]
    ]
    same = sum(first == second for first, second in labels)

    def answer(route: Any) -> None:
        reply = route.fetch()
        body = reply.json()
        (result,) = body["results"]
        result["predictions"].insert(0, {"label": "teapot", "index": 99, "probability": 1})
        result["prediction"] = "teapot"
        route.fulfill(response=reply, json=body)

    page.route(lambda url: f"model={OTHER}" in url, answer, times=1)
    compare(visit_of_two_at_desk)
    visit_of_two_at_desk.choose(*pictures)
    visit_of_two_at_desk.wait(3)
    assert page.get_by_text("Other label").count() == 3 - same
    assert page.get_by_text("Same label", exact=True).count() == same
    row = page.get_by_role("row", name="teapot")
    # The first model did not name it at all: nothing is claimed of it.
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()] == [
        "\u2013",
        "100.0%",
        "\u2013",
    ]
    assert page.locator("#agreement").inner_text().startswith(f"Same label for {same} of 3")


def test_a_model_that_fails_leaves_the_answer_of_the_other(
    visit_of_two_at_desk: Visit, picture: Path
) -> None:
    visit_of_two_at_desk.expected.append("status of 500")
    error = {"error": {"code": "model_failed", "message": "It has no answer."}}
    visit_of_two_at_desk.page.route(
        lambda url: f"model={OTHER}" in url,
        lambda route: route.fulfill(status=500, body=json.dumps(error)),
        times=1,
    )
    compare(visit_of_two_at_desk)
    visit_of_two_at_desk.choose(picture)
    visit_of_two_at_desk.wait(1)
    card = visit_of_two_at_desk.card("drawn.png")
    assert card.locator(".prediction").count() == 1
    assert "It has no answer." in card.inner_text()
    card.get_by_role("button", name="Try again").click()
    visit_of_two_at_desk.wait(1)
    assert card.get_by_role("table").count() == 1


def test_models_with_other_classes_are_asked_for_no_more_than_they_have(
    visit_of_two_at_desk: Visit, picture: Path
) -> None:
    page, asked = visit_of_two_at_desk.page, visit_of_two_at_desk.note_questions()
    page.locator("#model option").first.evaluate("option => option.dataset.classes = '2'")
    visit_of_two_at_desk.choose(picture)
    visit_of_two_at_desk.wait(1)
    assert [url.partition("?")[2] for url in asked] == ["top=2&model=cifar10-resnet8"]
