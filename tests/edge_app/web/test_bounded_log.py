import logging

import pytest

from edge_app.web import bounded_log
from edge_app.web.bounded_log import LONGEST_LINE, BoundedLog


def line(words: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("test", logging.WARNING, "", 0, words, values, None)


def test_only_so_many_lines_are_written_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_s = 1000.0
    monkeypatch.setattr(bounded_log.time, "monotonic", lambda: now_s)
    log = BoundedLog(most_lines=3, period_s=60)
    assert [log.filter(line("a")) for _ in range(10)] == [True] * 3 + [False] * 7
    now_s += 60
    later = line("%s happened", "it")
    assert log.filter(later)
    assert later.getMessage() == "it happened (7 lines were left out before.)"
    now_s += 60
    much_later = line("again")
    assert log.filter(much_later)
    assert much_later.getMessage() == "again"


def test_a_long_line_is_cut() -> None:
    long = line("%s", "a" * 10_000)
    assert BoundedLog().filter(long)
    assert len(long.getMessage()) == LONGEST_LINE + len("...")
