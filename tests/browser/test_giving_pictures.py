"""Every way by which a picture comes to the page."""

import base64
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.visit import Visit

# Makes a DataTransfer inside the page, as the browser does when files are dragged onto it.
TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const [name, encoded] of files) {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name));
  }
  return transfer;
}"""
COPY = """async encoded => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const blob = new Blob([bytes], { type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""


def encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def drop(page: Any, *paths: Path, on: str) -> None:
    files = [[path.name, encoded(path)] for path in paths]
    transfer = page.evaluate_handle(TRANSFER, files)
    for event in ("dragover", "drop"):
        page.dispatch_event(on, event, {"dataTransfer": transfer})


def drag_from_outside(page: Any, *paths: Path) -> None:
    """Drag files or folders onto the page as the system does."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 50, "y": 150, "data": data})


def test_chosen_pictures_are_answered_at_once_in_their_order(
    visit: Visit, pictures: list[Path]
) -> None:
    visit.choose(*reversed(pictures))
    visit.wait(3)
    assert visit.names() == ["c.webp", "b.png", "a.jpg"]
    assert visit.page.locator(".prediction").count() == 3


def test_the_same_file_may_be_chosen_again(visit_at_desk: Visit, picture: Path) -> None:
    for count in (1, 2):
        visit_at_desk.choose(picture)
        visit_at_desk.wait(count)


@pytest.mark.parametrize("place", [".drop", "h1", "footer"])
def test_pictures_dropped_anywhere_on_the_page_are_answered(
    visit_at_desk: Visit, pictures: list[Path], place: str
) -> None:
    drop(visit_at_desk.page, *pictures, on=place)
    visit_at_desk.wait(3)
    assert visit_at_desk.names() == ["a.jpg", "b.png", "c.webp"]


def test_of_a_dropped_folder_the_pictures_are_taken_in_the_order_of_their_names(
    visit_at_desk: Visit, pictures: list[Path], text_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "holiday"
    (folder / "beach").mkdir(parents=True)
    for name in ("10.JPG", "9.jpg", ".hidden.jpg", "beach/1.jpeg"):
        shutil.copy(pictures[0], folder / name)
    shutil.copy(text_file, folder / "notes.txt")
    drag_from_outside(visit_at_desk.page, folder, pictures[1])
    visit_at_desk.wait(4)
    names = ["holiday/9.jpg", "holiday/10.JPG", "holiday/beach/1.jpeg", "b.png"]
    assert visit_at_desk.names() == names
    message = visit_at_desk.page.get_by_role("alert")
    assert message.inner_text() == "1 file of another type left out."


def test_a_folder_of_thousands_of_files_is_taken_up_to_what_fits(
    visit_at_desk: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1003):
        (folder / f"{number}.jpg").touch()  # Empty: none is sent, each is refused on the page.
    drag_from_outside(visit_at_desk.page, folder)
    visit_at_desk.wait(1000)
    message = visit_at_desk.page.get_by_role("alert")
    assert "At most 1000 pictures fit" in message.inner_text()


def test_the_place_to_drop_is_shown_while_a_picture_is_dragged(visit_at_desk: Visit) -> None:
    page = visit_at_desk.page
    drop_color = "getComputedStyle(document.querySelector('.drop')).backgroundColor"
    before = page.evaluate(drop_color)
    page.dispatch_event("h1", "dragover")
    page.wait_for_function(f"before => {drop_color} !== before", arg=before)
    page.dispatch_event("html", "dragleave")
    page.wait_for_function(f"before => {drop_color} === before", arg=before)


def test_something_dropped_that_is_no_file_is_answered_in_words(visit_at_desk: Visit) -> None:
    drop(visit_at_desk.page, on="h1")
    message = visit_at_desk.page.get_by_role("alert")
    message.wait_for(state="visible")
    assert "no picture in it" in message.inner_text()


def test_a_copied_picture_is_pasted_with_the_keyboard(visit: Visit, picture: Path) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.evaluate(COPY, encoded(picture))
    for count in (1, 2):
        visit.page.keyboard.press("Control+V")
        visit.wait(count)
    assert visit.names() == ["pasted-1.png", "pasted-2.png"]


def test_a_pasted_text_is_answered_in_words(visit_at_desk: Visit) -> None:
    page = visit_at_desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('a cat')")
    page.keyboard.press("Control+V")
    message = page.get_by_role("alert")
    message.wait_for(state="visible")
    assert message.inner_text() == "There is no picture in the clipboard."


def test_a_phone_offers_its_camera_and_a_desk_does_not(visit: Visit, picture: Path) -> None:
    is_phone = visit.page.evaluate("matchMedia('(pointer: coarse)').matches")
    button = visit.page.get_by_text("Take a photo")
    assert button.is_visible() == is_phone
    assert visit.page.locator("#camera").get_attribute("capture") == "environment"
    if is_phone:
        with visit.page.expect_file_chooser() as chooser:
            visit.page.locator("#camera").tap()
        chooser.value.set_files(picture)
        visit.wait(1)


def test_a_text_among_pictures_gets_its_own_message(
    visit: Visit, pictures: list[Path], text_file: Path
) -> None:
    visit.expected.append("status of 415")  # Chromium itself notes each such answer.
    visit.choose(pictures[0], text_file, pictures[1])
    visit.wait(3)
    assert "JPEG, PNG, WebP, BMP or GIF" in visit.card("notes.jpg").inner_text()
    assert visit.card("notes.jpg").get_by_role("button").count() == 1  # To remove; not to retry.
    assert visit.page.locator(".prediction").count() == 2
    assert "3 pictures" in visit.page.locator("#count").inner_text()
    assert "1 without an answer" in visit.page.locator("#count").inner_text()


@pytest.mark.parametrize("way", ["choose", "drop"])
def test_files_that_are_too_large_or_empty_are_refused_before_they_are_sent(
    visit_at_desk: Visit, large_file: Path, picture: Path, tmp_path: Path, way: str
) -> None:
    sent: list[str] = []
    visit_at_desk.page.on("request", lambda request: sent.append(request.method))
    empty = tmp_path / "empty.jpg"
    empty.touch()
    if way == "choose":
        visit_at_desk.choose(large_file, empty, picture)
    else:
        drop(visit_at_desk.page, large_file, empty, picture, on="h1")
    visit_at_desk.wait(3)
    text = visit_at_desk.card("large.jpg").inner_text()
    assert "It has 1.5 MiB; at most 1 MiB can be sent." in text
    assert "This file is empty." in visit_at_desk.card("empty.jpg").inner_text()
    assert sent.count("POST") == 1


def test_a_file_that_is_gone_when_it_is_sent_is_named_as_such(
    visit_at_desk: Visit, picture: Path
) -> None:
    visit_at_desk.expected.append("ERR_")
    page = visit_at_desk.page
    held = visit_at_desk.hold()
    visit_at_desk.choose(picture)
    page.locator(".waiting").wait_for()
    picture.unlink()
    page.wait_for_timeout(50)
    held.routes[0].abort("failed")
    visit_at_desk.wait(1)
    assert "cannot be read any more" in visit_at_desk.card("drawn.png").inner_text()


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.png", "\u202egnp.exe.png"])
def test_a_file_name_is_shown_as_a_text(visit_at_desk: Visit, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (40, 40), "green").save(path)
    visit_at_desk.choose(path)
    visit_at_desk.wait(1)
    assert visit_at_desk.names() == [name.replace("\u202e", "")]
