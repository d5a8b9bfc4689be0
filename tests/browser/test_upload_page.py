import base64
from pathlib import Path
from typing import Any

import pytest

# Makes a DataTransfer inside the page, as the browser does when files are dragged from a folder.
TRANSFER = """([name, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/png" }));
  return transfer;
}"""


def drop(page: Any, path: Path, *, on: str) -> None:
    encoded = base64.b64encode(path.read_bytes()).decode()
    transfer = page.evaluate_handle(TRANSFER, [path.name, encoded])
    for event in ("dragover", "drop"):
        page.dispatch_event(on, event, {"dataTransfer": transfer})


def expect_result(page: Any, name: str) -> None:
    page.wait_for_url("**/result")
    assert page.locator(".prediction").inner_text()
    assert page.locator("figcaption").inner_text() == name
    assert page.locator(".bars li").count() == 3
    assert page.locator(".times dd").count() == 4
    picture = page.locator("figure img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 256


def test_a_chosen_picture_is_sent_at_once_and_its_result_is_shown(
    visit: Any, picture: Path
) -> None:
    visit.page.set_input_files("#image", picture)
    expect_result(visit.page, "drawn.png")
    visit.page.click("text=Classify another picture")
    assert visit.page.locator("#upload").is_visible()
    assert visit.complaints == []


@pytest.mark.parametrize("place", [".drop", "h1", "footer"])
def test_a_picture_dropped_anywhere_on_the_page_is_classified(
    visit: Any, picture: Path, place: str
) -> None:
    drop(visit.page, picture, on=place)
    expect_result(visit.page, "drawn.png")
    assert visit.complaints == []


def test_the_place_to_drop_is_shown_while_a_picture_is_dragged(visit: Any) -> None:
    form = visit.page.locator("#upload")
    visit.page.dispatch_event("h1", "dragover")
    assert "is-target" in form.get_attribute("class")
    visit.page.dispatch_event("html", "dragleave")
    assert "is-target" not in form.get_attribute("class")


def test_something_dropped_that_is_no_file_is_answered_in_words(visit: Any) -> None:
    transfer = visit.page.evaluate_handle("() => new DataTransfer()")
    visit.page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    assert "was not a file" in visit.page.locator("#message").inner_text()


def test_without_scripts_the_form_works(visit_without_script: Any, picture: Path) -> None:
    page = visit_without_script.page
    page.set_input_files("#image", picture)
    assert page.url.endswith("/")
    page.click("button")
    expect_result(page, "drawn.png")
    assert visit_without_script.complaints == []


@pytest.mark.parametrize("way", ["choose", "drop"])
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    visit: Any, large_file: Path, way: str
) -> None:
    sent: list[str] = []
    visit.page.on("request", lambda request: sent.append(request.method))
    if way == "choose":
        visit.page.set_input_files("#image", large_file)
    else:
        drop(visit.page, large_file, on="h1")
    message = visit.page.locator("#message")
    message.wait_for(state="visible")
    assert "large.jpg has 1.5 MiB; at most 1 MiB can be sent" in message.inner_text()
    assert "POST" not in sent
    assert visit.complaints == []


def test_after_a_refusal_a_smaller_picture_is_classified(
    visit: Any, large_file: Path, picture: Path
) -> None:
    visit.page.set_input_files("#image", large_file)
    visit.page.locator("#message").wait_for(state="visible")
    visit.page.set_input_files("#image", picture)
    expect_result(visit.page, "drawn.png")


def test_the_page_says_that_it_is_busy_and_has_forgotten_it_when_one_comes_back(
    visit: Any, picture: Path
) -> None:
    page = visit.page
    page.route("**/result", lambda route: route.fulfill(status=204))  # The page then stays.
    page.set_input_files("#image", picture)
    page.locator("#busy").wait_for(state="visible")
    assert "Classifying" in page.locator("#busy").inner_text()
    page.unroute("**/result")
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert not page.locator("#busy").is_visible()
    page.set_input_files("#image", picture)
    expect_result(page, "drawn.png")


def test_a_file_that_is_no_picture_leads_to_a_page_that_says_so(visit: Any, tmp_path: Path) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    visit.page.set_input_files("#image", text)
    reason = visit.page.locator(".reason")
    reason.wait_for()
    assert "JPEG, PNG, WebP, BMP or GIF" in reason.inner_text()
    # Chromium itself notes each page with an error status.
    assert all("status of 415" in complaint for complaint in visit.complaints)


def test_the_picture_can_be_chosen_with_the_keyboard(visit: Any, picture: Path) -> None:
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Tab")
    field = visit.page.locator("#image:focus")
    with visit.page.expect_file_chooser() as chooser:
        field.press("Space")
    chooser.value.set_files(picture)
    expect_result(visit.page, "drawn.png")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(visit: Any, picture: Path, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(overflow) == 0
    visit.page.set_input_files("#image", picture)
    visit.page.wait_for_url("**/result")
    assert visit.page.evaluate(overflow) == 0
