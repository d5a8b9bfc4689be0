"""Measure nets in another library: ``python -m benchmarks.peers.net_worker LIBRARY``."""

import sys
import time
from typing import Any

import numpy as np

from benchmarks.peers.nets import OPENERS
from benchmarks.timed import timed_invocations
from benchmarks.worker_loop import serve


def main() -> None:
    open_net = OPENERS[sys.argv[1]]

    def answers(*, model: str, threads: int, inputs: str, outputs: str) -> None:
        """Run the net on every tensor of the .npy file ``inputs``; write the answers as another."""
        run = open_net(model, threads)
        np.save(outputs, np.stack([run(tensor)[0] for tensor in np.load(inputs)]))

    def visit(
        *, model: str, threads: int, inputs: str, invocations: int, seconds: float
    ) -> dict[str, Any]:
        """The fields of one Visit, which classifies no encoded pictures."""
        tensor = np.load(inputs)[0]
        started = time.perf_counter()
        run = open_net(model, threads)
        load_ms = 1000 * (time.perf_counter() - started)

        def invoke() -> float:
            started = time.perf_counter()
            run(tensor)
            return 1000 * (time.perf_counter() - started)

        first_ms, times = timed_invocations(invoke, invocations=invocations, seconds=seconds)
        return {"load_ms": load_ms, "first_ms": first_ms, "invoke_ms": times, "files": {}}

    serve({"answers": answers, "visit": visit})


if __name__ == "__main__":
    main()
