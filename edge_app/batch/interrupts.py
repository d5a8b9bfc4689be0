"""Ctrl-C that cuts no answer in two."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


class Interrupts:
    """While entered, Ctrl-C raises KeyboardInterrupt at once, but for blocks that hold it back.

    A second one does in such a block too: the reader of what is written there may have stopped.
    To be entered in the main thread.
    """

    def __init__(self) -> None:
        self._holding = False
        self._received = False

    def __enter__(self) -> "Interrupts":
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is not signal.SIG_IGN:  # As a shell starts what runs in the background.
            signal.signal(signal.SIGINT, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """A block that ends before Ctrl-C is heard."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._received:
            raise KeyboardInterrupt

    def _receive(self, _number: int, _frame: object) -> None:
        if self._holding and not self._received:
            self._received = True
        else:
            raise KeyboardInterrupt
