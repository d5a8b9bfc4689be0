"""A browser opens six connections to a host, and no more: tabs that look on must leave some."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.camera_server import CameraServer, camera_server
from tests.browser.conftest import DESK
from tests.browser.visit import Visit

TABS = 3
# Far less than the 25 s for which a tab's question for news may hold a connection.
SOON_S = 8.0


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Iterator[CameraServer]:
    """A camera that shows one object on and on, so that there is no news of it."""
    with camera_server(root, tmp_path, "--camera", "fake:ship,600s") as server:
        yield server


@pytest.mark.attack
def test_a_picture_is_answered_at_once_while_three_tabs_look_at_the_camera(
    browser: Browser, server: CameraServer, picture: Path
) -> None:
    with browser.new_context(**DESK) as context:
        for _ in range(TABS):
            tab = context.new_page()
            tab.goto(server.page)
            expect(tab.locator("#tag b")).to_have_text("ship")
        began_s = time.monotonic()
        visit = Visit(context.new_page())
        visit.open(server.url)
        visit.choose(picture)
        visit.wait(1)
        took_s = time.monotonic() - began_s
        print(f"\n{took_s:.2f} s to load the page and have a picture answered")
        assert took_s < SOON_S
        assert visit.unexpected == []
