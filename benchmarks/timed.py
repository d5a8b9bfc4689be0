"""Repeat an inference and time it: the same way for every library that runs a net."""

import time
from collections.abc import Callable

# Dropped, because the candidate before left the caches to itself.
WARM_UP_INVOCATIONS = 10


def timed_invocations(
    invoke: Callable[[], float], *, invocations: int, seconds: float
) -> tuple[float, tuple[float, ...]]:
    """The first inference, and those after the warm-up: at least one, in milliseconds.

    ``invoke`` makes one and gives its milliseconds. Warm-up, and what is counted, each end early
    after ``seconds``.
    """
    first_ms = invoke()
    started = time.monotonic()
    for _ in range(WARM_UP_INVOCATIONS - 1):
        if time.monotonic() - started > seconds:
            break
        invoke()
    times, started = [invoke()], time.monotonic()
    while len(times) < invocations and time.monotonic() - started < seconds:
        times.append(invoke())
    return first_ms, tuple(times)
