"""Do something again and again, in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def every(seconds: float, act: Callable[[], None], *, name: str) -> Iterator[Callable[[], None]]:
    """Give a function that begins it: ``act`` is called ``seconds`` later, and so on.

    The end of the block is the end of it, without waiting for an ``act`` that may never return.
    """
    end = threading.Event()

    def run() -> None:
        while not end.wait(seconds):
            act()

    thread = threading.Thread(target=run, name=name, daemon=True)
    try:
        yield thread.start
    finally:
        end.set()
