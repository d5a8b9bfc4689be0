"""Seen with weak eyes, heard, used with the keyboard, and without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_comparing import compare
from tests.browser.visit import Visit, new_visit

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of any size.
# Every visible text with its contrast by WCAG's formula: (lighter + 0.05) / (darker + 0.05).
CONTRASTS = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = channels(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    throw new Error("nothing is behind it");
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = {};
  while (texts.nextNode()) {
    const [words, element] = [texts.currentNode.data.trim(), texts.currentNode.parentElement];
    if (!words || element.closest("option") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [text, back] = [channels(style.color), behind(element)].map(luminance);
    found[words] = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
  }
  return found;
}"""
# Whether the element that has the keyboard shows it, itself or by the button drawn over it.
FOCUS = """() => {
  const one = document.activeElement;
  const shown = one.matches(".way input") ? one.parentElement.querySelector(".choose") : one;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""
PLACE = """() => {
  const one = document.activeElement;
  return one.id || one.getAttribute("aria-label") || one.innerText.trim().replace(/\\s+/g, " ");
}"""


def check_contrast(page: Any, *expected: str) -> None:
    contrasts = page.evaluate(CONTRASTS)
    assert all(any(words in text for text in contrasts) for words in expected), contrasts
    weak = {text: value for text, value in contrasts.items() if value < LEAST_CONTRAST}
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable(
    browser: Browser,
    url_of_two: str,
    device: dict[str, Any],
    scheme: Any,
    picture: Path,
    large_file: Path,
) -> None:
    with new_visit(browser, url_of_two, color_scheme=scheme, **device) as visit:
        page = visit.page
        check_contrast(page, "What is in the picture?", "Choose", "megapixels", "Compare with")
        visit.choose(picture, large_file)
        visit.wait(2)
        check_contrast(page, "Not sure", "No answer", "It has 1.5 MiB", "Save CSV", "Decode")
        page.keyboard.press("Control+V")
        compare(visit)
        visit.wait(2)
        check_contrast(page, "Change", "Same label for", "no picture in the clipboard")
        page.locator("#model-facts > summary").click()
        check_contrast(page, "Test accuracy", "SHA-256")
        visit.expected.append("status of 404")
        page.goto(f"{url_of_two}nothing")
        check_contrast(page, "That did not work", "Error 404")


def test_everything_can_be_done_with_the_keyboard_and_shows_where_it_is(
    visit_at_desk: Visit, pictures: list[Path]
) -> None:
    page = visit_at_desk.page

    def tab_to(place: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS), page.evaluate(PLACE)
            if page.evaluate(PLACE) == place:
                return
        pytest.fail(f"Tab does not lead to {place}.")

    tab_to("About the model cifar10-resnet8")
    page.keyboard.press("Enter")
    assert page.get_by_text("87.50% of 10,000 test images").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Test accuracy").is_visible()
    tab_to("image")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(pictures)
    visit_at_desk.wait(3)
    assert page.evaluate(PLACE) == "image"
    tab_to("top")
    page.keyboard.press("ArrowDown")
    assert page.locator(".bars").first.locator("li").count() == 5
    tab_to("csv")
    with page.expect_download():
        page.keyboard.press("Enter")
    tab_to("Remove b.png")
    page.keyboard.press("Enter")
    assert visit_at_desk.names() == ["a.jpg", "c.webp"]
    assert page.evaluate(PLACE) == "Remove c.webp"
    page.locator("#clear").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(PLACE) == "image"


def test_a_screen_reader_hears_names_and_one_sentence(visit: Visit, picture: Path) -> None:
    page = visit.page
    heard: list[str] = []
    page.expose_function("heard", lambda words: heard.append(words))
    page.evaluate(
        "new MutationObserver(() => heard(document.querySelector('#status').textContent))"
        ".observe(document.querySelector('#status'), { childList: true })"
    )
    assert page.get_by_role("button", name="Choose pictures").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("combobox", name="Classes shown").count() == 1
    assert page.get_by_role("alert").count() == 0
    visit.choose(picture)
    visit.wait(1)
    assert page.get_by_role("region", name="Answers").get_by_role("listitem").count() == 4
    assert (
        page.get_by_role("list", name="Most probable classes").get_by_role("listitem").count() == 3
    )
    assert page.get_by_role("button", name="Remove drawn.png").is_visible()
    unnamed = "all => all.filter(one => one.getAttribute('alt') === null).length"
    assert page.locator("img").evaluate_all(unnamed) == 0
    (sentence,) = heard
    assert sentence.startswith("drawn.png: not sure, ")


def test_less_motion_is_shown_where_it_is_wished(browser: Browser, url: str, picture: Path) -> None:
    with new_visit(browser, url, reduced_motion="reduce") as visit:
        held = visit.hold()
        visit.choose(picture)
        spinner = visit.page.locator(".spinner")
        spinner.wait_for()
        assert spinner.evaluate("one => getComputedStyle(one).animationName") == "none"
        held.release()
        visit.wait(1)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_state_of_the_page_is_wider_than_the_screen(
    browser: Browser, url_of_two: str, picture: Path, large_file: Path, width: int
) -> None:
    with new_visit(browser, url_of_two, viewport={"width": width, "height": 800}) as visit:
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(overflow) == 0
        visit.choose(picture, large_file)
        visit.wait(2)
        assert visit.page.evaluate(overflow) == 0
        compare(visit)
        visit.wait(2)
        visit.page.locator("#model-facts > summary").click()
        assert visit.page.evaluate(overflow) == 0


def test_without_scripts_one_picture_is_answered(
    visit_without_script: Visit, picture: Path
) -> None:
    page = visit_without_script.page
    for words in ("Classes shown", "Take a photo", "or drop them", "Choose pictures"):
        assert not page.get_by_text(words).is_visible()
    page.locator("#model-facts summary").click()
    assert page.get_by_text("87.50% of 10,000 test images").is_visible()
    page.locator("#model-facts summary").click()
    page.set_input_files("#image", picture)
    page.get_by_role("button", name="Classify").click()
    page.wait_for_url("**/result")
    assert page.locator("figcaption").inner_text() == "drawn.png"
    assert page.get_by_role("heading", level=1).inner_text().endswith("?")
    assert page.locator(".bars li").count() == 3
    assert page.locator(".times dd").count() == 4
    assert page.locator("figure img").evaluate("image => image.naturalWidth") == 256
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0


def test_without_scripts_a_problem_is_a_page(visit_without_script: Visit, text_file: Path) -> None:
    visit_without_script.expected.append("status of 415")
    page = visit_without_script.page
    page.set_input_files("#image", text_file)
    page.get_by_role("button", name="Classify").click()
    assert "JPEG, PNG, WebP, BMP or GIF" in page.get_by_role("alert").inner_text()
    page.get_by_role("link", name="Classify another picture").click()
    assert page.locator("#upload").is_visible()
