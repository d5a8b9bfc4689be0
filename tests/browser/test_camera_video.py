"""A real video as the camera: people's own recordings, not our drawings."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.camera_server import camera_server
from tests.browser.conftest import DESK
from tests.browser.test_camera_page import drag
from tests.browser.visit import new_visit

VIDEOS = os.environ.get("CAMERA_VIDEOS")
pytestmark = pytest.mark.skipif(
    not VIDEOS, reason="CAMERA_VIDEOS names no folder with cat.mp4, a video of a cat"
)


def test_a_video_of_a_cat_is_watched_paused_and_looked_at_in_part(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    options = ("--camera", str(Path(VIDEOS, "cat.mp4")))
    with (
        camera_server(root, tmp_path, *options) as server,
        new_visit(browser, server.page, **DESK) as visit,
    ):
        page = visit.page
        expect(page.locator("#tag b")).to_have_text(re.compile("^cat"))
        page.locator("#stage").click()
        expect(page.locator("#tag")).to_have_text("Paused")
        page.locator("#stage").click()
        expect(page.locator("#tag b")).to_have_text(re.compile("^cat"))
        drag(
            page, (0.03, 0.03), (0.2, 0.1)
        )  # Behind the cat, where the label changes all the time.
        expect(page.locator("#seen .prediction")).not_to_have_text(re.compile("^cat"))
        expect(page.locator("#history > li").nth(2)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#tag b")).to_have_text(re.compile("^cat"))
