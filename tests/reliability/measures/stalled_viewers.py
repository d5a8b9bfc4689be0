"""How many viewers of the camera may stop to read before somebody else notices."""

import http.client
import json
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from tests.attacks.prober import probing
from tests.attacks.victim import Victim, running
from tests.attacks.viewers import Poller, Reader, capture_rate, stalled_reader, state
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import OURS_WITH_CAMERA, UNPROTECTED

COUNTS = (1, 2, 3, 4, 8, 32, 100)
SECONDS = 10.0
LEAST_OF_RATE = 0.95
LEAST_SEEN = 0.9  # A viewer may miss a frame, and come a moment later than the camera.
FAILURES = (OSError, http.client.HTTPException, json.JSONDecodeError)
Viewer = type[Poller] | type[Reader]


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """The most of COUNTS that each server survives; ``quick`` tries two, for 3 s."""
    counts, seconds = ((2, 8), 3.0) if quick else (COUNTS, SECONDS)
    stacks = (("ours", OURS_WITH_CAMERA, Poller), ("unprotected", UNPROTECTED, Reader))
    ours, unprotected = (
        _most_survived(words, viewer, folder / name, counts, seconds)
        for name, words, viewer in stacks
    )
    return [
        Figure(
            name="Stalled viewers at 95 % of the frame rate",
            unit="viewers",
            ours=ours,
            unprotected=unprotected,
            how=f"The most of {', '.join(map(str, counts))} viewers that ask for the stream and "
            f"never read, beside which for {seconds:g} s the camera gives 95 % and a viewer that "
            "reads gets 90 % of the frames per second that there were before, and /healthz is "
            "always answered.",
        )
    ]


def _most_survived(
    words: tuple[str, ...], viewer: Viewer, folder: Path, counts: tuple[int, ...], seconds: float
) -> int:
    most = 0
    for count in counts:
        with running(folder / str(count), words) as victim:
            if not _survives(victim, viewer, count, seconds):
                break
        most = count
    return most


def _survives(victim: Victim, viewer: Viewer, count: int, seconds: float) -> bool:
    with ExitStack() as stack:
        try:
            _wait_for(lambda: state(victim.port)["camera"]["frames"] > 0)
            alone = capture_rate(victim.port, seconds / 2)
            good = stack.enter_context(closing(viewer(victim.port)))
            _wait_for(lambda: len(good.numbers) > 5)
            for _ in range(count):
                stack.enter_context(stalled_reader(victim.port))
            with probing(victim.port) as probes:
                before, began_s = len(good.numbers), time.monotonic()
                rate = capture_rate(victim.port, seconds)
                seen = (len(good.numbers) - before) / (time.monotonic() - began_s)
        except FAILURES:
            return False
        finally:
            with suppress(ProcessLookupError):
                victim.process.kill()  # Or the good viewer would wait for its answer.
    return probes.clean and rate >= LEAST_OF_RATE * alone and seen >= LEAST_SEEN * alone


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline_s:
        time.sleep(0.1)
