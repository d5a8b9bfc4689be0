"""How many connections may be half open before the others are no longer answered."""

import time
from pathlib import Path

from tests.attacks.attackers import HALF_HEAD, dripping
from tests.attacks.prober import probing
from tests.attacks.victim import running
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import OURS, UNPROTECTED

COUNTS = (50, 90, 97, 98, 150, 300, 450, 900)
SECONDS = 20.0  # Twice as long as ours lets a head take.


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """The most of COUNTS that each server survives; ``quick`` tries two, for 3 s."""
    counts, seconds = ((50, 150), 3.0) if quick else (COUNTS, SECONDS)
    ours, unprotected = (
        _most_survived(words, folder / name, counts, seconds)
        for name, words in (("ours", OURS), ("unprotected", UNPROTECTED))
    )
    return [
        Figure(
            name="Half-open connections survived",
            unit="connections",
            ours=ours,
            unprotected=unprotected,
            how=f"The most of {', '.join(map(str, counts))} connections that each send one byte of "
            f"an endless head per second, beside which every request for /healthz in {seconds:g} s "
            "is answered within 3 s.",
        )
    ]


def _most_survived(
    words: tuple[str, ...], folder: Path, counts: tuple[int, ...], seconds: float
) -> int:
    most = 0
    for count in counts:
        with (
            running(folder / str(count), words) as victim,
            dripping(victim.port, count, HALF_HEAD),
        ):
            time.sleep(1)
            with probing(victim.port) as probes:
                time.sleep(seconds)
        if not probes.clean:
            break
        most = count
    return most
