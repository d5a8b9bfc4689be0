"""Measure the camera in rounds: each thing once in each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.camera.drawn import drawn_delays_ms
from benchmarks.camera.labels import label_delays_ms
from benchmarks.camera.loop import loop_cost_us
from benchmarks.camera.rates import rate_alone, rates_with_viewers
from benchmarks.http_load.server import Server
from benchmarks.turns import FEWEST_ROUNDS, WARM_UP_ROUNDS, Limits, take_turns
from edge_app.classifier import Classifier

LABELS, DRAWN, LOOP = "labels", "drawn labels", "loop"
ALONE, VIEWED = "alone", "with viewers"
NAMES = (LABELS, DRAWN, LOOP, ALONE, VIEWED)
SHORTEST_S, LONGEST_S = 0.3, 5.0
OVERHEAD_S = 4.0  # Of a round: until the browser and all viewers are there, and gone.
MOST_ROUNDS = 1000


@dataclass(frozen=True)
class Measured:
    """``visits`` holds, by name and round: of LABELS and DRAWN, the delays in ms; of LOOP, the
    cost of a frame in microseconds of CPU time; of ALONE, frames per second; of VIEWED the same,
    and then those of each viewer. ``failed`` says why something of NAMES has none.
    """

    visits: Mapping[str, Sequence[list[float]]]
    failed: Mapping[str, str]


def visit_seconds(seconds: float) -> float:
    """How long each thing is looked at in a round, so that the fewest rounds fit."""
    share = (seconds / (FEWEST_ROUNDS + WARM_UP_ROUNDS) - OVERHEAD_S) / len(NAMES)
    return min(LONGEST_S, max(SHORTEST_S, share))


def measure(
    server: Server,
    classifier: Classifier,
    *,
    browser: Path | None,
    seconds: float,
    show: Callable[[str], None],
) -> Measured:
    """Measure for ``seconds``; one round is always made. ``browser`` is as find_browser gives it.

    Raises PipelineError: the server ends.
    """
    at, each_s = server.address, visit_seconds(seconds)
    ways: dict[str, Callable[[], list[float]]] = {
        LABELS: lambda: label_delays_ms(at, seconds=each_s),
        DRAWN: lambda: drawn_delays_ms(browser or Path(), at, seconds=each_s),
        LOOP: lambda: [loop_cost_us(classifier, seconds=each_s)],
        ALONE: lambda: rate_alone(at, seconds=each_s),
        VIEWED: lambda: rates_with_viewers(at, seconds=each_s),
    }

    def visit(name: str) -> list[float]:
        show(f"camera, {name}")
        server.check()
        return ways[name]()

    limits = Limits(rounds=MOST_ROUNDS, seconds=seconds)
    names = [name for name in NAMES if name != DRAWN or browser]
    visits, failed, _ = take_turns(names, visit, limits=limits)
    return Measured(visits, failed)
