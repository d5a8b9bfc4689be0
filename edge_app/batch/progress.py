"""How far a command has come, on standard error, where somebody looks at it."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from edge_app.batch.pictures import Pictures

DELAY_S = 1.0


class Progress:
    """A bar that is not shown."""

    def step(self) -> None:
        """One more picture is done."""

    def aside(self) -> AbstractContextManager[Any]:
        """A block that may print on standard error."""
        return nullcontext()


class Bar(Progress):
    """A bar of tqdm."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def step(self) -> None:
        self._bar.update()

    def aside(self) -> AbstractContextManager[Any]:
        mode: AbstractContextManager[Any] = self._bar.external_write_mode(file=sys.stderr)
        return mode


@contextmanager
def progress(words: list[str], *, countable: bool) -> Iterator[Progress]:
    """A bar for the pictures that ``words`` mean, which appears after a second.

    It is shown only where standard error is a terminal and standard output is none: there the
    answers themselves show how far it is. They are counted before, where they are ``countable``.
    """
    if sys.stdout.isatty() or sys.stderr is None or not sys.stderr.isatty():
        yield Progress()
        return
    from tqdm import tqdm  # Here: without a terminal nothing needs it.

    total = sum(1 for _ in Pictures(words)) if countable else None
    with tqdm(total=total, unit=" pictures", delay=DELAY_S, leave=False) as bar:
        yield Bar(bar)
