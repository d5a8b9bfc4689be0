"""The page of the camera: what it shows, and what its keys, buttons, clicks and drags do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.camera_server import AS_AT_FIRST, CameraServer, camera_server
from tests.browser.conftest import DESK, PHONE
from tests.browser.visit import new_visit

# In the fake camera's upper left corner there is nothing but sky: no plane, and no ship.
SKY = ((0.03, 0.04), (0.18, 0.2))


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraServer]:
    """A camera that shows a plane and a ship in turn."""
    folder = tmp_path_factory.mktemp("camera")
    with camera_server(root, folder, "--camera", "fake:airplane,2s;ship,2s") as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, server: CameraServer) -> Iterator[Callable[..., Page]]:
    """Open the page, with everything as at first; it must have complained of nothing at the end."""
    visits = []

    def opened(**device: Any) -> Page:
        server.wish(**AS_AT_FIRST)
        visits.append(new_visit(browser, server.page, **(device or DESK)))
        page = visits[-1].__enter__().page
        expect(page.locator("#tag b")).to_have_text(re.compile("airplane|ship"))
        return page

    yield opened
    for visit in visits:
        visit.__exit__(None, None, None)


def drag(page: Page, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """With the mouse, from and to these shares of the picture's sides."""
    box = page.locator("#stage").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (begin, end)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=5)
    page.mouse.up()


def label(page: Page) -> str:
    return page.locator("#seen .prediction").inner_text()


def expect_region(page: Page, words: str) -> None:
    """Wait until the region is said to be so large."""
    expect(page.locator("#region")).to_have_attribute("aria-label", re.compile(words))


def test_the_picture_is_live_and_the_label_changes(open_page: Callable[..., Page]) -> None:
    page = open_page()
    first = page.locator("#picture").evaluate("one => one.toDataURL()")
    page.wait_for_function(
        "first => document.querySelector('#picture').toDataURL() !== first", arg=first
    )
    before = label(page)
    other = "ship" if before.startswith("airplane") else "airplane"
    expect(page.locator("#seen .prediction")).to_have_text(re.compile(f"^{other}"))
    expect(page.locator("#tag")).to_contain_text(other)
    newest = page.locator("#history > li").first
    expect(newest.locator(".what")).to_have_text(re.compile(f"^{other}"))
    assert newest.locator("canvas").is_visible()  # This page saw it happen.
    assert page.locator("#seen .bars > li").count() == 3
    for rate in ("camera", "inference", "shown"):
        assert re.fullmatch(r"[\d.]+ /s", page.locator(f"[data-rate={rate}]").inner_text())
    assert "fake camera, 640 x 480" in page.locator("#source").inner_text()


def test_a_click_the_space_bar_and_a_button_pause_it_and_let_it_go_on(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page()
    for toggle in (
        page.locator("#stage").click,
        lambda: page.keyboard.press("Space"),
        page.locator("#inference").click,
    ):
        toggle()
        expect(page.locator("#tag")).to_have_text("Paused")
        assert server.state()["inference"]["on"] is False
        expect(page.locator("#inference .words")).to_have_text("Go on")
        toggle()
        expect(page.locator("#tag b")).to_have_text(re.compile("airplane|ship"))
        assert server.state()["inference"]["on"] is True


def test_a_drawn_region_changes_the_answer(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page()
    expect(page.locator("#seen .kicker")).to_have_text("Best guess")
    drag(page, *SKY)
    expect(page.locator("#seen .kicker")).to_have_text("Not sure")
    region = server.state()["region"]
    # As wide as high in pixels, as the model's input is, from where it was begun.
    assert region["width"] * 640 == pytest.approx(region["height"] * 480, rel=0.01)
    assert (region["left"], region["top"]) == pytest.approx(SKY[0], abs=0.01)
    assert region["height"] == pytest.approx(0.2, abs=0.01)
    page.keyboard.press("Escape")
    expect(page.locator("#seen .kicker")).to_have_text("Best guess")
    assert server.state()["region"] == {"left": 0.125, "top": 0, "width": 0.75, "height": 1}


def test_a_finger_pauses_it_and_draws_a_region(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page(**PHONE)
    for words in ("Paused", "airplane|ship"):
        page.locator("#stage").tap()
        expect(page.locator("#tag b")).to_have_text(re.compile(words))
    box = page.locator("#stage").bounding_box()
    session = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.9), ("touchMove", 0.7), ("touchMove", 0.5)):
        point = {"x": box["x"] + share * box["width"], "y": box["y"] + share * box["height"]}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_region(page, "40%")
    region = server.state()["region"]
    assert region["left"] + region["width"] == pytest.approx(0.9, abs=0.02)
    assert region["top"] + region["height"] == pytest.approx(0.9, abs=0.02)
    page.get_by_role("button", name="Whole square").click()
    expect_region(page, "100%")


def test_the_keyboard_moves_and_sizes_the_region(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page()
    handle = page.get_by_role("button", name="Part that is looked at")
    page.get_by_role("link", name="Pictures", exact=True).focus()
    for _ in range(3):  # The camera's link, the model, and the region.
        page.keyboard.press("Tab")
    expect(handle).to_be_focused()
    assert handle.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect_region(page, "65% by 87%")
    # Five steps of 2 % of the width smaller about its middle, and one to the right and down.
    expect(page.locator("#tag b")).to_have_text(re.compile("airplane|ship"))
    page.wait_for_timeout(300)
    region = server.state()["region"]
    assert region["left"] == pytest.approx(0.125 + 0.05 + 0.02, abs=0.001)
    assert region["top"] == pytest.approx((1 - 0.65 * 640 / 480) / 2 + 0.02 * 640 / 480, abs=0.001)


def test_a_drag_that_escape_ends_chooses_nothing(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page()
    before = server.wish(region={"left": 0.1, "top": 0.1, "width": 0.6, "height": 0.8})["region"]
    expect_region(page, "60%")
    box = page.locator("#stage").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 120, steps=3)
    assert "60%" not in page.locator("#region").get_attribute("aria-label")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect_region(page, "60%")
    assert server.state()["region"] == before
    assert server.state()["inference"]["on"] is True


def test_s_saves_a_snapshot(open_page: Callable[..., Page]) -> None:
    page = open_page()
    with page.expect_download() as saved:
        page.keyboard.press("s")
    assert re.fullmatch(r"camera-(airplane|ship)-.+\.jpg", saved.value.suggested_filename)
    assert saved.value.path().read_bytes().startswith(b"\xff\xd8\xff")


def test_q_stops_the_camera_and_starts_it_again(
    open_page: Callable[..., Page], server: CameraServer
) -> None:
    page = open_page()
    page.keyboard.press("q")
    expect(page.locator("#trouble .headline")).to_have_text("The camera is stopped")
    assert server.state()["camera"]["state"] == "stopped"
    assert page.locator("#running .words").inner_text() == "Start camera"
    assert page.locator("[data-rate=camera]").inner_text() == "\N{EN DASH}"
    page.get_by_role("button", name="Start camera").click()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#tag b")).to_have_text(re.compile("airplane|ship"))
    assert server.state()["camera"]["state"] == "running"


def test_a_hidden_tab_asks_for_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show = (
        "hidden => { Object.defineProperty(document, 'hidden',"
        " { configurable: true, get: () => hidden });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.evaluate(show, True)
    page.wait_for_timeout(300)
    asked.clear()
    page.wait_for_timeout(500)
    assert asked == []
    page.evaluate(show, False)
    with page.expect_request("**/camera/frame.jpg*"):
        pass


def test_who_is_logged_out_comes_to_the_page_to_log_in(
    browser: Browser, server: CameraServer
) -> None:
    refusal = {"error": {"code": "login_needed", "message": "Log in."}}
    with new_visit(browser, server.page, **DESK) as visit:
        visit.expected.append("status of 401")
        visit.page.locator("#history > li").first.wait_for()
        with visit.page.expect_navigation(url=server.page):
            visit.page.route(
                "**/api/v1/camera*", lambda route: route.fulfill(status=401, json=refusal), times=1
            )
