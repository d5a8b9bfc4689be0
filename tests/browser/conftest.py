"""Chromium, and a server for it to visit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LIMIT_BYTES = 2**20
PROGRAM = f"""
from edge_app import Classifier
from edge_app.web import WebSettings, create_app
from edge_app.web.server import serve
serve(create_app(Classifier(), settings=WebSettings(max_upload_bytes={LIMIT_BYTES})), port=0)
"""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_MS = 20_000


@dataclass
class Visit:
    """A page, with what its browser complained of while the test used it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Collect errors of scripts, and what the console says: CSP violations are told there."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))


@pytest.fixture(scope="session")
def url(root: Path) -> Iterator[str]:
    """The address of a server that accepts uploads of 1 MiB."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        words = process.stdout.readline().split()
        if not words:
            pytest.fail("The server did not start; its error is on standard error.")
        yield next(word for word in words if word.startswith("http://"))
        process.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if chromium is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def new_visit(context: BrowserContext, url: str) -> Visit:
    context.set_default_timeout(TIMEOUT_MS)
    visit = Visit(context.new_page())
    visit.watch()
    visit.page.goto(url)
    return visit


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """The first page, open in a fresh browser context."""
    with browser.new_context() as context:
        yield new_visit(context, url)


@pytest.fixture
def visit_without_script(browser: Browser, url: str) -> Iterator[Visit]:
    """The first page in a browser that runs no scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        yield new_visit(context, url)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A drawn PNG file."""
    path = tmp_path / "drawn.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    return path


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file of 1.5 MiB, above the server's limit."""
    path = tmp_path / "large.jpg"
    path.write_bytes(bytes(LIMIT_BYTES * 3 // 2))
    return path
