"""What the page shows of each picture, and what becomes of a batch."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from edge_app import Classifier
from tests.browser.visit import CLASSIFY, Visit


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier()


@pytest.fixture
def forty(tmp_path: Path) -> list[Path]:
    """Forty small drawn files, 00.png to 39.png."""
    paths = [tmp_path / f"{number:02}.png" for number in range(40)]
    for path in paths:
        Image.radial_gradient("L").resize((48, 48)).convert("RGB").save(path)
    return paths


def test_a_card_shows_bars_class_indices_and_times(
    visit: Visit, picture: Path, classifier: Classifier
) -> None:
    visit.choose(picture)
    visit.wait(1)
    predictions = classifier.classify(picture.read_bytes()).predictions
    assert visit.page.locator(".bars .label").all_inner_texts() == [
        f"{p.label} class {p.index}" for p in predictions
    ]
    assert visit.page.locator(".bars .percent").all_inner_texts() == [
        f"{100 * p.probability:.1f}%" for p in predictions
    ]
    widths = visit.page.locator(".bars rect").evaluate_all(
        "all => all.map(r => r.width.baseVal.value)"
    )
    assert widths == pytest.approx([100 * p.probability for p in predictions], abs=0.01)
    times = visit.page.locator(".times").inner_text().split()
    assert times[::3] == ["Decode", "Preprocess", "Inference"]
    assert times[2::3] == ["ms"] * 3
    assert all(float(time) >= 0 for time in times[1::3])


def test_an_answer_that_the_model_is_not_sure_of_is_shown_as_such(
    visit: Visit, picture: Path, classifier: Classifier
) -> None:
    answer = classifier.classify(picture.read_bytes())
    assert answer.sure is False
    visit.choose(picture)
    visit.wait(1)
    card = visit.card("drawn.png")
    best, second = answer.predictions[:2]
    assert card.locator(".kicker").inner_text() == "Not sure"
    assert card.get_by_role("heading").inner_text() == f"{best.label}, or {second.label}?"
    words = f"It is sure of “{best.label}” from {100 * answer.threshold:.1f}% on."
    assert card.locator(".confidence").inner_text() == words
    assert visit.page.locator("#count").inner_text() == "1 picture · 1 not sure"


def test_an_answer_without_thresholds_and_one_that_is_sure_are_shown_as_the_best_guess(
    visit_at_desk: Visit, picture: Path
) -> None:
    page = visit_at_desk.page
    said: dict[str, bool | None] = {}

    def answer(route: Any) -> None:
        reply = route.fetch()
        body = reply.json()
        body["results"][0].update(said)
        route.fulfill(response=reply, json=body)

    page.route(CLASSIFY, answer)
    for said["sure"] in (True, None):
        visit_at_desk.choose(picture)
        visit_at_desk.wait(1)
        assert page.locator(".kicker").inner_text() == "Best guess"
        assert page.locator(".confidence").inner_text().endswith("% sure")
        page.get_by_role("button", name="Clear").click()


def test_more_classes_are_shown_without_asking_again(visit_at_desk: Visit, picture: Path) -> None:
    visit_at_desk.choose(picture)
    visit_at_desk.wait(1)
    asked = visit_at_desk.note_questions()
    for shown in ("10", "1"):
        visit_at_desk.page.get_by_label("Classes shown").select_option(shown)
        assert visit_at_desk.page.locator(".bars li").count() == int(shown)
    assert asked == []


def test_thumbnails_are_small_copies_that_are_let_go_with_their_picture(
    visit_at_desk: Visit, tmp_path: Path, pictures: list[Path]
) -> None:
    large = tmp_path / "large.png"
    Image.linear_gradient("L").resize((3000, 1500)).save(large)
    page = visit_at_desk.page
    visit_at_desk.choose(large, pictures[1])
    visit_at_desk.wait(2)
    size = "img => img.decode().then(() => [img.naturalWidth, img.naturalHeight])"
    image = visit_at_desk.card("large.png").locator("img")
    assert image.evaluate(size) == [480, 240]
    assert visit_at_desk.card("b.png").locator("img").evaluate(size) == [32, 32]
    address = image.get_attribute("src")
    load = (
        "src => new Promise(done => { const i = new Image(); i.src = src;"
        " i.onload = () => done(true); i.onerror = () => done(false); })"
    )
    assert address.startswith("blob:")
    assert page.evaluate(load, address) is True
    page.get_by_role("button", name="Remove large.png").click()
    visit_at_desk.expected.append("ERR_FILE_NOT_FOUND")  # Said of the address that is gone.
    assert page.evaluate(load, address) is False
    assert visit_at_desk.names() == ["b.png"]


def test_forty_pictures_are_answered_in_order_two_at_a_time(
    visit: Visit, forty: list[Path]
) -> None:
    page, sent, under_way, most = visit.page, [], 0, 0

    def begun(request: Any) -> None:
        nonlocal under_way, most
        if "classify" in request.url:
            sent.append(request)
            under_way += 1
            most = max(most, under_way)

    def ended(request: Any) -> None:
        nonlocal under_way
        under_way -= "classify" in request.url

    page.on("request", begun)
    page.on("requestfinished", ended)
    visit.choose(*forty)
    visit.wait(40)
    assert len(sent) == 40
    assert most <= 2
    assert visit.names() == [path.name for path in forty]
    assert page.locator(".prediction").count() == 40
    assert page.locator("#count").inner_text().startswith("40 pictures")
    assert page.get_by_role("status").inner_text() == "40 pictures answered."
    page.get_by_role("button", name="Clear").click()
    assert visit.cards.count() == 0
    assert not page.locator("#results").is_visible()


def test_what_waits_can_be_stopped_and_sent_after_all(
    visit: Visit, pictures: list[Path], picture: Path
) -> None:
    page, held = visit.page, visit.hold()
    visit.choose(*pictures, picture)
    stop = page.get_by_role("button", name="Stop (2 waiting)")
    stop.wait_for()
    assert page.get_by_role("progressbar", name="Answered pictures").is_visible()
    assert page.locator("#count").inner_text() == "0 of 4"
    assert len(held.routes) == 2
    stop.click()
    held.release()
    visit.wait(4)
    assert page.locator(".prediction").count() == 2
    assert "Not sent: you stopped it." in visit.card("drawn.png").inner_text()
    visit.card("drawn.png").get_by_role("button", name="Try again").click()
    visit.card("drawn.png").locator(".prediction").wait_for()
    visit.card("c.webp").get_by_role("button", name="Try again").click()
    visit.wait(4)
    assert page.locator(".prediction").count() == 4


def test_a_picture_that_is_removed_while_it_is_asked_for_does_not_come_back(
    visit_at_desk: Visit, pictures: list[Path]
) -> None:
    page, held = visit_at_desk.page, visit_at_desk.hold()
    visit_at_desk.choose(*pictures)
    page.locator(".spinner").nth(1).wait_for()
    page.get_by_role("button", name="Remove a.jpg").click()
    held.release()
    visit_at_desk.wait(2)
    assert visit_at_desk.names() == ["b.png", "c.webp"]
    assert page.locator(".prediction").count() == 2
