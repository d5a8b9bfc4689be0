"""What the one who runs the server reads of refused requests: a line for each, and no flood."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask, request

from edge_app.event_log import tell
from edge_app.web.metrics import METHODS, OTHER

MOST_LINES = 20
WINDOW_S = 60.0
# The words of a line, in their order.
FACTS = ("client", "method", "route", "status", "code")
# Far more than an address, a method or a template of ours has.
LONGEST_WORD = 60


class RefusalLog:
    """Lines on standard error, at most MOST_LINES a minute; those beyond are counted by code.

    Nothing that a client made up is in a line. For many threads; writing never raises.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._window_began = -WINDOW_S
        self._lines = 0
        self._more: Counter[str] = Counter()

    def note(self, client: str | None, method: str, route: str, status: int, code: str) -> None:
        """Log one refused request; ``route`` is a template of ours, or "-"."""
        asked = method if method in METHODS else OTHER
        words = [client or "-", asked, route, str(status), code]
        with self._lock:
            if self._clock() - self._window_began >= WINDOW_S:
                self._tell_more()
                self._window_began, self._lines = self._clock(), 0
            if self._lines >= MOST_LINES:
                self._more[code] += 1
                return
            self._lines += 1
            words = [word[:LONGEST_WORD] for word in words]
            facts: dict[str, Any] = dict(zip(FACTS, words, strict=True))
            tell("refused", f"refused {' '.join(words)}", **{**facts, "status": status})

    def close(self) -> None:
        """Say how many were not written, at the end."""
        with self._lock:
            self._tell_more()

    def _tell_more(self) -> None:
        if self._more:
            kinds = ", ".join(f"{number} {code}" for code, number in self._more.most_common(5))
            words = f"refused and {self._more.total()} more refused requests: {kinds}"
            tell("refused_more", words, number=self._more.total(), codes=dict(self._more))
            self._more.clear()


def log_refusals(app: Flask) -> RefusalLog:
    """Let ``app``, and the server that runs it, write a line for each request that is refused."""
    log = app.extensions["refusal_log"] = RefusalLog()
    return log


def note_refusal(app: Flask, status: int, code: str) -> None:
    """Log the request in hand, if ``app`` has a log."""
    log = app.extensions.get("refusal_log")
    if log is not None:
        route = request.url_rule.rule if request.url_rule else "-"
        log.note(request.remote_addr, request.method, route, status, code)
