"""Be told of SIGTERM and Ctrl-C, instead of dying of them."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def stop_signals(wake: Callable[[], None]) -> Iterator[list[int]]:
    """Note the first SIGTERM or SIGINT in the list given, and call ``wake``.

    A second one acts as it did before: whoever does not want to wait need not.
    """
    received: list[int] = []
    previous: dict[int, Any] = {}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    def stop(number: int, _frame: object) -> None:
        received.append(number)
        restore()
        wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        previous[number] = signal.signal(number, stop)
    try:
        yield received
    finally:
        restore()
