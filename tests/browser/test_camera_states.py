"""The page of the camera in trouble, without a camera, and for weak eyes and small screens."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.camera_server import AS_AT_FIRST, CameraServer, camera_server
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import check_contrast
from tests.browser.visit import new_visit

MOST_BYTES = 60_000
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraServer]:
    """A camera that shows a ship for ever."""
    with camera_server(root, tmp_path_factory.mktemp("camera"), "--camera", "fake") as server:
        yield server


def test_a_camera_that_vanishes_is_said_and_is_shown_again_when_it_is_back(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    options = ("--camera", "fake:ship,2s;vanish,2s")
    with (
        camera_server(root, tmp_path, *options) as server,
        new_visit(browser, server.page, **DESK) as visit,
    ):
        page = visit.page
        trouble = page.locator("#trouble")
        expect(trouble.locator(".headline")).to_have_text("The camera is gone")
        expect(trouble.locator(".reason")).to_contain_text("vanish")
        expect(trouble).to_be_hidden()
        expect(page.locator("#tag b")).to_have_text("ship")
        expect(page.locator("#source")).to_contain_text("opened again")


def test_a_server_that_is_away_is_said_and_its_successor_is_followed(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--camera", "fake:ship,600s")
    with new_visit(browser, "about:blank", **DESK) as visit:
        page = visit.page
        visit.expected += ["net::ERR_", "request to http://127.0.0.1"]
        with camera_server(root, tmp_path, *options, port=port) as server:
            page.goto(server.page)
            expect(page.locator("#tag b")).to_have_text("ship")
        expect(page.locator("#message")).to_contain_text("The device does not answer.")
        assert "is-old" in page.locator("#stage").get_attribute("class")
        with camera_server(root, tmp_path, *options, port=port):
            expect(page.locator("#message")).to_be_hidden()
            expect(page.locator("#tag b")).to_have_text("ship")
            first = page.locator("#picture").evaluate("one => one.toDataURL()")
            page.wait_for_function(
                "first => document.querySelector('#picture').toDataURL() !== first", arg=first
            )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable_in_every_state(
    browser: Browser, server: CameraServer, scheme: Any
) -> None:
    server.wish(**AS_AT_FIRST)
    device = PHONE if scheme == "dark" else DESK
    with new_visit(browser, server.page, color_scheme=scheme, **device) as visit:
        page = visit.page
        expect(page.locator("#history > li")).not_to_have_count(0)
        check_contrast(page, "What does the camera see?", "Pause", "Last changes", "Classified")
        assert page.evaluate(OVERFLOW) == 0
        server.wish(inference=False)
        expect(page.locator("#tag")).to_have_text("Paused")
        check_contrast(page, "Paused", "Go on")
        server.wish(running=False)
        expect(page.locator("#trouble .headline")).to_have_text("The camera is stopped")
        check_contrast(page, "The camera is stopped", "Start camera")
        assert page.evaluate(OVERFLOW) == 0


def test_no_screen_is_too_small(browser: Browser, server: CameraServer) -> None:
    server.wish(**AS_AT_FIRST)
    with new_visit(browser, server.page, **DESK) as visit:
        expect(visit.page.locator("#history > li")).not_to_have_count(0)
        for width in (320, 390, 640, 900):
            visit.page.set_viewport_size({"width": width, "height": 700})
            assert visit.page.evaluate(OVERFLOW) == 0
            stage = visit.page.locator("#stage").bounding_box()
            assert stage["width"] / stage["height"] == pytest.approx(640 / 480, rel=0.02)


def test_names_roles_and_what_is_said(browser: Browser, server: CameraServer) -> None:
    server.wish(**AS_AT_FIRST)
    with new_visit(browser, server.page, reduced_motion="reduce", **DESK) as visit:
        page = visit.page
        expect(page.get_by_role("status")).not_to_be_empty()  # What is seen, once it stays.
        assert page.get_by_role("heading", level=1).count() == 1
        for name in ("Live picture", "Answer", "Last changes"):
            assert page.get_by_role("region", name=name, exact=True).count() == 1
        for name in ("Pause", "Whole square", "Stop camera", "Part that is looked at"):
            assert page.get_by_role("button", name=re.compile(name)).count() == 1
        assert page.get_by_role("link", name="Snapshot").is_visible()
        assert page.get_by_role("link", name="Camera").get_attribute("aria-current") == "page"
        page.locator("#inference").click()
        expect(page.get_by_role("status")).to_have_text("Paused")
        moving = "one => getComputedStyle(one).transitionDuration"
        assert page.locator("#seen .bar rect").first.evaluate(moving) == "0s"


def test_all_that_a_visit_loads_besides_frames_is_small(
    browser: Browser, server: CameraServer
) -> None:
    with new_visit(browser, server.page, **DESK) as visit:
        page, urls = visit.page, set()
        page.on("request", lambda request: urls.add(request.url))
        page.reload()
        page.locator("#history > li").first.wait_for()
        named = "all => all.map(({ href, src }) => href ?? src)"
        early = page.locator("link[rel=modulepreload], script").evaluate_all(named)
        assert set(early) == {url for url in urls if url.endswith(".js")}
        fixed = {url for url in urls if "/static/" in url or url.endswith("/camera")}
        sizes = {url: len(page.request.get(url).body()) for url in fixed if "/api/" not in url}
        ends = ("/camera", "camera.css", "style.css", "main.js", "frames.js", "follow.js")
        assert all(any(url.endswith(end) for url in sizes) for end in ends)
        assert sum(sizes.values()) < MOST_BYTES, sizes


def test_without_scripts_there_is_a_still(browser: Browser, server: CameraServer) -> None:
    server.wish(**AS_AT_FIRST)
    with new_visit(browser, server.page, java_script_enabled=False, **DESK) as visit:
        still = visit.page.get_by_alt_text("The latest frame")
        assert still.evaluate("image => image.naturalWidth") == 640
        assert not visit.page.locator("#watch").is_visible()


def test_without_a_camera_the_page_says_how_to_start_one(visit_at_desk: Any) -> None:
    page = visit_at_desk.page
    page.get_by_role("link", name="Camera").click()
    assert page.get_by_text("edge-app serve --camera auto").is_visible()
    assert page.locator("#picture").count() == 0
    check_contrast(page, "started without a camera", "a drawn one")
    page.get_by_role("link", name="Pictures").click()
    assert page.locator("#upload").is_visible()
