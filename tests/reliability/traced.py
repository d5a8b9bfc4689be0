"""``edge-app`` that says where its memory went: at each SIGUSR1, the ten places that took the most
since the one before, or since the start.

``python -m tests.reliability.traced serve ...``; it is slow, and takes twice the memory.
"""

import runpy
import signal
import sys
import tracemalloc

FRAMES = 5
PLACES = 10


class Teller:
    """Compares each snapshot with the one before."""

    def __init__(self) -> None:
        self._before = tracemalloc.take_snapshot()

    def tell(self, *_: object) -> None:
        now = tracemalloc.take_snapshot()
        for one in now.compare_to(self._before, "traceback")[:PLACES]:
            print(one, *one.traceback.format(), sep="\n", file=sys.stderr, flush=True)
        self._before = now


if __name__ == "__main__":
    tracemalloc.start(FRAMES)
    signal.signal(signal.SIGUSR1, Teller().tell)
    sys.argv[0] = "edge_app"
    runpy.run_module("edge_app", run_name="__main__")
