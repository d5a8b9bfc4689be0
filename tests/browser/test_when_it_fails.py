"""A device that is busy, gone, or has changed its model meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.conftest import DESK
from tests.browser.visit import CLASSIFY, Visit, new_visit

BUSY = '{"error": {"code": "busy", "message": "Too many pictures wait here."}}'


def be_busy(route: Any, *, seconds: int = 1) -> None:
    headers = {"Retry-After": str(seconds), "Content-Type": "application/json"}
    route.fulfill(status=503, headers=headers, body=BUSY)


def test_a_busy_device_is_asked_again_by_itself(visit: Visit, picture: Path) -> None:
    visit.expected.append("status of 503")
    visit.page.route(CLASSIFY, be_busy, times=2)
    visit.choose(picture)
    visit.page.get_by_text("The device is busy; trying again …").wait_for()
    visit.wait(1)
    assert visit.page.locator(".prediction").count() == 1


def test_a_device_that_stays_busy_is_left_in_peace_until_someone_asks(
    visit_at_desk: Visit, picture: Path
) -> None:
    visit_at_desk.expected.append("status of 503")
    page, asked = visit_at_desk.page, []
    page.clock.install()

    def answer(route: Any) -> None:
        asked.append(route)
        be_busy(route)

    page.route(CLASSIFY, answer)
    visit_at_desk.choose(picture)
    for count in range(1, 7):
        page.wait_for_function("() => document.querySelector('.waiting, .reason')")
        while len(asked) < count:
            page.wait_for_timeout(10)
        page.wait_for_timeout(30)
        page.clock.run_for(1000)
    visit_at_desk.wait(1)
    assert len(asked) == 6
    assert "Too many pictures wait here." in visit_at_desk.card("drawn.png").inner_text()
    page.unroute(CLASSIFY)
    page.get_by_role("button", name="Try again").click()
    visit_at_desk.wait(1)
    assert page.locator(".prediction").count() == 1


def test_a_server_that_stops_in_between_is_said_and_the_rest_is_sent_later(
    browser: Browser, start_server: Callable[..., Any], pictures: list[Path], picture: Path
) -> None:
    with start_server() as url:
        manager = new_visit(browser, url, **DESK)
        visit = manager.__enter__()
        visit.expected.append("ERR_CONNECTION_REFUSED")
        visit.choose(picture)
        visit.wait(1)
    visit.choose(*pictures)
    visit.wait(4)
    page = visit.page
    for name in ("a.jpg", "b.png", "c.webp"):
        assert "The device does not answer. Is it switched on" in visit.card(name).inner_text()
    assert page.locator(".prediction").count() == 1
    with start_server(port=int(url.rstrip("/").rpartition(":")[2])):
        page.get_by_role("button", name="Try 3 again").click()
        visit.wait(4)
        assert page.locator(".prediction").count() == 4
    manager.__exit__(None, None, None)


def test_an_answer_that_is_not_the_applications_is_said_with_its_status(
    visit_at_desk: Visit, picture: Path
) -> None:
    visit_at_desk.expected.append("status of 413")
    visit_at_desk.page.route(CLASSIFY, lambda route: route.fulfill(status=413, body="too large"))
    visit_at_desk.choose(picture)
    visit_at_desk.wait(1)
    assert "(status 413)" in visit_at_desk.card("drawn.png").inner_text()


def test_a_model_that_was_changed_meanwhile_is_said(visit_at_desk: Visit, picture: Path) -> None:
    page = visit_at_desk.page

    def answer(route: Any) -> None:
        reply = route.fetch()
        body = {**reply.json(), "model": "other-net", "model_sha256": "0" * 64}
        route.fulfill(response=reply, json=body)

    page.route(CLASSIFY, answer)
    visit_at_desk.choose(picture)
    visit_at_desk.wait(1)
    message = page.get_by_role("alert").inner_text()
    assert "another model file, other-net" in message
