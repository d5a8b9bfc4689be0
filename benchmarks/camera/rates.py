"""How many frames per second the camera gives, with nobody looking and with many."""

import time
from contextlib import closing

from benchmarks.camera.service import Api
from benchmarks.camera.viewers import viewers
from benchmarks.turns import CandidateError

SETTLE_S = 0.3  # Until the viewers have their first frames, or are stuck.


def rate_alone(address: tuple[str, int], *, seconds: float) -> list[float]:
    """Captured frames per second, one number."""
    with closing(Api(address)) as api:
        api.wait_until_running()
        return [_captured_per_second(api, seconds)]


def rates_with_viewers(address: tuple[str, int], *, seconds: float) -> list[float]:
    """Captured frames per second, then those that each viewer saw who reads.

    Raises CandidateError: one of the viewers was not given what it asked for.
    """
    with closing(Api(address)) as api, viewers(address) as seen:
        api.wait_until_running()
        time.sleep(SETTLE_S)
        before, began_s = list(seen.frames), time.monotonic()
        rate = _captured_per_second(api, seconds)
        taken_s = time.monotonic() - began_s
        each = [(now - then) / taken_s for now, then in zip(seen.frames, before, strict=True)]
    if seen.errors:
        raise CandidateError(f"A viewer was let down: {seen.errors[0]}")
    return [rate, *each]


def _captured_per_second(api: Api, seconds: float) -> float:
    first, began_s = api.camera()["camera"]["frames"], time.monotonic()
    time.sleep(seconds)
    last, ended_s = api.camera()["camera"]["frames"], time.monotonic()
    return float(last - first) / (ended_s - began_s)
