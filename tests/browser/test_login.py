"""The page where a login is demanded, and pages that the browser's policy watches."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESK, NAME
from tests.browser.test_accessibility import check_contrast
from tests.browser.visit import Visit, new_visit

TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def closed_url(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that demands a login."""
    store = str(tmp_path_factory.mktemp("store"))
    words = ["serve", "--port", "0", "--allow-host", NAME, "--models-folder", store]
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", *words],
        cwd=root,
        env={**os.environ, "EDGE_APP_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        said = process.stdout.readline().split()
        yield next(word for word in said if word.startswith("http://"))
        process.terminate()


@pytest.fixture
def stranger(browser: Browser, closed_url: str) -> Iterator[Visit]:
    """A visit of somebody who typed the name; the browser says that it was refused."""
    with new_visit(browser, closed_url.replace("127.0.0.1", NAME), **DESK) as visit:
        visit.expected.append("401 (UNAUTHORIZED)")
        yield visit


def log_in(visit: Visit, token: str = TOKEN) -> None:
    visit.page.get_by_label("Token of this server").fill(token)
    visit.page.get_by_role("button", name="Log in").click()


def test_somebody_who_typed_the_address_logs_in_and_out(stranger: Visit, picture: Path) -> None:
    page = stranger.page
    assert page.title() == "Log in · Edge Image Classifier"
    assert "resnet8" not in page.content()
    check_contrast(page, "Token of this server", "Log in")
    log_in(stranger, "wrong token")
    assert "not the token of this server" in page.get_by_role("alert").inner_text()
    log_in(stranger)
    page.wait_for_selector("#upload.is-enhanced")
    assert TOKEN not in page.url
    stranger.choose(picture)
    stranger.wait(1)
    assert page.locator(".prediction").count() == 1
    page.get_by_role("button", name="Log out").click()
    assert page.get_by_role("heading", name="Log in").is_visible()


def test_the_link_logs_in_and_leaves_no_token_in_the_address(
    browser: Browser, closed_url: str
) -> None:
    with new_visit(browser, f"{closed_url}?token={TOKEN}", **DESK) as visit:
        visit.page.wait_for_selector("#upload.is-enhanced")
        visit.expected.append(f"request to {closed_url}")  # It is led from the link to the page.
        assert visit.page.url == closed_url
        cookie = visit.page.context.cookies()[0]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        assert visit.page.evaluate("document.cookie") == ""


def test_a_login_that_ended_meanwhile_is_said_and_can_be_made_again(
    stranger: Visit, pictures: list[Path]
) -> None:
    log_in(stranger)
    stranger.page.wait_for_selector("#upload.is-enhanced")
    stranger.page.context.clear_cookies()
    stranger.choose(*pictures)
    stranger.wait(3)
    cards = stranger.page.locator("#answers > li")
    for card in cards.all():
        assert "You are not logged in any more." in card.inner_text()
    with stranger.page.context.expect_page() as opened:
        cards.first.get_by_role("link", name="Log in").click()
    other = opened.value
    other.get_by_label("Token of this server").fill(TOKEN)
    other.get_by_role("button", name="Log in").click()
    other.wait_for_selector("#upload")
    stranger.page.get_by_role("button", name="Try 3 again").click()
    stranger.wait(3)
    assert stranger.page.locator(".prediction").count() == 3


def test_without_script_a_picture_is_sent_from_the_network_too(
    browser: Browser, closed_url: str, picture: Path
) -> None:
    """Over plain HTTP only the header Origin says where a form comes from."""
    link = f"{closed_url.replace('127.0.0.1', NAME)}?token={TOKEN}"
    with new_visit(browser, link, java_script_enabled=False, **DESK) as visit:
        visit.expected.append("request to")
        visit.choose(picture)
        visit.page.get_by_role("button", name="Classify").click()
        assert visit.page.locator("article.result").is_visible()


def test_no_page_breaks_the_policy(browser: Browser, url: str, picture: Path) -> None:
    """Every other test visits the start; ``new_visit`` fails when the browser complains."""
    with new_visit(browser, url, java_script_enabled=False, **DESK) as visit:
        visit.choose(picture)
        visit.page.get_by_role("button", name="Classify").click()
        assert visit.page.locator("article.result").is_visible()
        visit.expected.append("404 (NOT FOUND)")
        visit.page.goto(f"{url}nothing")
        assert visit.page.get_by_role("heading", name="That did not work").is_visible()


def test_the_policy_is_in_force(browser: Browser, url: str) -> None:
    """Else the browser would have nothing to complain of."""
    with new_visit(browser, url, **DESK) as visit:
        visit.page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " { textContent: 'window.hasRun = true' }))"
        )
        assert visit.page.evaluate("window.hasRun") is None
        assert any("Content Security Policy" in words for words in visit.complaints)
        visit.expected.append("Content Security Policy")
