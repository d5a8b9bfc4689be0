"""How long it takes from a frame to its label: over the API, as a program would ask."""

import time
from contextlib import closing
from statistics import median

from benchmarks.camera.service import Api

ROUND_TRIPS = 15


def label_delays_ms(address: tuple[str, int], *, seconds: float) -> list[float]:
    """For each label that came, the time from the capture of its frame until it was here.

    The server says how old the frame is as it writes its answer. The answer's way takes less than
    a whole round trip, whose median is added: so each is an upper limit.
    """
    with closing(Api(address)) as api:
        api.wait_until_running()
        trip_ms = median(_trip_ms(api) for _ in range(ROUND_TRIPS))
        delays: list[float] = []
        serial = frame = 0
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s or not delays:
            state = api.camera(f"?after={serial}&wait=2")
            serial, seen = state["serial"], state["prediction"]
            if seen is not None and seen["frame"] != frame:
                frame = seen["frame"]
                delays.append(seen["age_ms"] + trip_ms)
    return delays


def _trip_ms(api: Api) -> float:
    began_s = time.perf_counter()
    api.camera()
    return 1000 * (time.perf_counter() - began_s)
