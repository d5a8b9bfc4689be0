"""One visit of the page, and what its browser complained of meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Locator, Page, Route

TIMEOUT_MS = 20_000
CLASSIFY = "**/api/v1/classify*"


@dataclass
class Held:
    """Questions that the server has not got yet."""

    routes: list[Route] = field(default_factory=list)
    is_open: bool = False

    def take(self, route: Route) -> None:
        self.routes.append(route)
        if self.is_open:
            route.continue_()

    def release(self) -> None:
        """Let those that were kept back go on, and all to come."""
        self.is_open = True
        for route in self.routes:
            route.continue_()


@dataclass
class Visit:
    """A page. ``complaints`` are its errors, what its console says (broken security rules among
    it), and requests to elsewhere. ``expected`` are words of complaints that the test is about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def open(self, url: str) -> None:
        """Load the page, and watch it from now on."""
        home = urljoin(url, "/")
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("request", lambda request: self._note(request.url, home))
        self.page.goto(url)

    def _note(self, asked: str, home: str) -> None:
        if not asked.startswith((home, "data:", f"blob:{home}")):
            self.complaints.append(f"request to {asked}")

    @property
    def unexpected(self) -> list[str]:
        return [c for c in self.complaints if not any(words in c for words in self.expected)]

    @property
    def cards(self) -> Locator:
        return self.page.locator("#answers > li")

    def card(self, name: str) -> Locator:
        """The card of the file of this name."""
        exactly = re.compile(f"^{re.escape(name)}$")
        return self.cards.filter(has=self.page.locator(".file", has_text=exactly))

    def choose(self, *paths: Path) -> None:
        """Give files to the field, as the browser's dialogue does."""
        self.page.set_input_files("#image", list(paths))

    def wait(self, cards: int) -> None:
        """Wait until there are so many cards, and nothing is under way."""
        self.page.wait_for_function(
            "count => document.querySelectorAll('#answers > li').length === count"
            " && !document.querySelector('.waiting') && document.querySelector('#progress').hidden",
            arg=cards,
        )

    def hold(self) -> "Held":
        """Keep back all questions to the model from now on."""
        held = Held()
        self.page.route(CLASSIFY, lambda route: held.take(route))
        return held

    def note_questions(self) -> list[str]:
        """The addresses of all questions to the model from now on, as they come."""
        asked: list[str] = []
        self.page.on(
            "request",
            lambda request: asked.append(request.url) if "/classify" in request.url else None,
        )
        return asked

    def names(self) -> list[str]:
        """The file names in the order of the cards."""
        return self.page.locator(".file").all_inner_texts()


def visiting(browser: Browser, url: str, **device: Any) -> Iterator[Visit]:
    """A fresh browser at the first page; at the end it must have complained of nothing."""
    with browser.new_context(**device) as context:
        context.set_default_timeout(TIMEOUT_MS)
        visit = Visit(context.new_page())
        visit.open(url)
        yield visit
        assert visit.unexpected == []


new_visit = contextmanager(visiting)
