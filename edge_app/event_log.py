"""One line on standard error for each event of a running server or camera: in words, or as JSON."""

import contextlib
import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from edge_app.plain_text import printable
from edge_app.time_of_day import utc_text

TEXT, JSON = FORMS = ("text", "json")
INFO, NOTE, WARNING, ERROR = logging.INFO, logging.INFO + 5, logging.WARNING, logging.ERROR
NAMES = {INFO: "info", NOTE: "note", WARNING: "warning", ERROR: "error"}
# As sd-daemon(3) has them, which are those of syslog(3).
PRIORITIES = {INFO: 6, NOTE: 5, WARNING: 4, ERROR: 3}
OURS = "edge_app"
LOGGERS = (OURS, "waitress")


def tell(event: str, words: str, *, level: int = INFO, **facts: Any) -> None:
    """Log that ``event`` happened, such as "camera_trouble"; ``words`` say it to people.

    ``facts`` are what JSON can hold, under other names than at, level, event and message. Whatever
    goes wrong with the writing, this never raises. Until ``event_log`` is begun, as in commands
    that end by themselves, the words are written without a time.
    """
    log = logging.getLogger(OURS)
    if not log.handlers:
        log.addHandler(StandardError(WordsFormatter(has_time=False)))
        log.setLevel(INFO)
    log.log(level, "%s", words, extra={"event": event, "facts": facts})


def announce(event: str, words: str, **facts: Any) -> None:
    """Say on standard output what whoever started this waits for, or, in a log as JSON, tell it.

    In a terminal it is always said: there it may hold a secret, which is for no log.
    """
    if is_structured() and not sys.stdout.isatty():
        tell(event, words, **facts)
    else:
        print(words, flush=True)


def is_structured() -> bool:
    """Whether the log was begun as JSON."""
    handlers = logging.getLogger(OURS).handlers
    return any(isinstance(handler.formatter, JsonFormatter) for handler in handlers)


@contextlib.contextmanager
def event_log(form: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Log in this form, one of FORMS, until the block ends; what waitress logs, too."""
    journal = is_journal(environment)
    handler = StandardError(
        JsonFormatter(has_priority=journal)
        if form == JSON
        else WordsFormatter(has_time=not journal, has_priority=journal)
    )
    before = {name: list(logging.getLogger(name).handlers) for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).handlers[:] = [handler]
    logging.getLogger(OURS).setLevel(INFO)
    try:
        yield
    finally:
        for name, handlers in before.items():
            logging.getLogger(name).handlers[:] = handlers


def is_journal(environment: Mapping[str, str]) -> bool:
    """Whether standard error leads to systemd's journal, which reads the priority of each line.

    As systemd.exec(5) asks for: the variable alone may be inherited from another service.
    """
    try:
        found = os.fstat(2)
    except OSError:
        return False
    return environment.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


class StandardError(logging.Handler):
    """Writes to what standard error is at the moment, and is silent where that is not possible."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        # A full disk or a closed stream must not become the answer to a request.
        with contextlib.suppress(Exception):
            print(self.format(record), file=sys.stderr, flush=True)


class WordsFormatter(logging.Formatter):
    """``2026-01-31T12:00:00Z warning: The camera is gone.``"""

    def __init__(self, *, has_time: bool, has_priority: bool = False) -> None:
        super().__init__()
        self._has_time, self._has_priority = has_time, has_priority

    def format(self, record: logging.LogRecord) -> str:
        moment = f"{_moment(record, 'seconds')} " if self._has_time else ""
        label = "" if _level(record) == INFO else f"{NAMES[_level(record)]}: "
        words = printable(record.getMessage())
        return f"{_priority(record, self._has_priority)}{moment}{label}{words}"


class JsonFormatter(logging.Formatter):
    """``{"at": ..., "level": "warning", "event": "camera_trouble", "message": ..., ...}``"""

    def __init__(self, *, has_priority: bool = False) -> None:
        super().__init__()
        self._has_priority = has_priority

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _moment(record, "milliseconds"),
            "level": NAMES[_level(record)],
            "event": getattr(record, "event", record.name),
            "message": printable(record.getMessage()),
            **getattr(record, "facts", {}),
        }
        return _priority(record, self._has_priority) + json.dumps(line, ensure_ascii=False)


def _moment(record: logging.LogRecord, precision: str) -> str:
    moment = datetime.fromtimestamp(record.created, timezone.utc)
    return utc_text(moment, precision=precision)


def _level(record: logging.LogRecord) -> int:
    return max((level for level in NAMES if level <= record.levelno), default=INFO)


def _priority(record: logging.LogRecord, wanted: bool) -> str:
    return f"<{PRIORITIES[_level(record)]}>" if wanted else ""
