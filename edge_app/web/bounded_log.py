"""A log that nobody can flood from outside."""

import logging
import time

MOST_LINES = 10
PERIOD_S = 60.0
LONGEST_LINE = 400


class BoundedLog(logging.Filter):
    """Lets a few lines a minute through, and says later how many were left out."""

    def __init__(self, *, most_lines: int = MOST_LINES, period_s: float = PERIOD_S) -> None:
        super().__init__()
        self._most_lines, self._period_s = most_lines, period_s
        self._begun_s = -period_s
        self._lines = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        now_s = time.monotonic()
        if now_s - self._begun_s >= self._period_s:
            left_out, self._begun_s, self._lines = self._lines - self._most_lines, now_s, 0
            if left_out > 0:
                record.msg = f"{record.getMessage()} ({left_out} lines were left out before.)"
                record.args = ()
        message = record.getMessage()
        if len(message) > LONGEST_LINE:
            record.msg, record.args = message[:LONGEST_LINE] + "...", ()
        self._lines += 1
        return self._lines <= self._most_lines
