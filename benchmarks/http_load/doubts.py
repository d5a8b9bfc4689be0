"""Reasons to doubt a measurement of the web server, from the cells of its record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.http_load.services import APP
from benchmarks.summary import interval_rank
from benchmarks.verdict import UNSTABLE_SPREAD_PERCENT

# The clients are one thread: near a whole core they can send no faster.
BUSY_CLIENT_CORES = 0.8


def doubts(cells: Sequence[Mapping[str, Any]], *, rounds: int) -> list[str]:
    """Every reason for doubt, one sentence each, besides those of the machine."""
    return [
        *_spread_doubts(cells),
        *_error_doubts(cells),
        *_client_doubts(cells),
        *_round_doubts(rounds),
    ]


def _spread_doubts(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each service whose rate wavered in some of its cells."""
    found = []
    for service in dict.fromkeys(cell["service"] for cell in cells):
        spreads = [
            (cell["per_second"]["spread_percent"] or 0, cell["picture"], cell["clients"])
            for cell in cells
            if cell["service"] == service
        ]
        wide = [spread for spread in spreads if spread[0] >= UNSTABLE_SPREAD_PERCENT]
        if wide:
            percent, picture, clients = max(wide)
            found.append(
                f"{service}: in {len(wide)} of {len(spreads)} cells the answers per second have a "
                f"spread of {UNSTABLE_SPREAD_PERCENT:.0f} % of the median or more; the widest, "
                f"{percent:.0f} %, with {picture} and {clients} clients. Stop other work, let the "
                "machine cool, and measure again."
            )
    return found


def _error_doubts(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each service that did not answer every request."""
    found = []
    for service in dict.fromkeys(cell["service"] for cell in cells):
        of_one = [cell for cell in cells if cell["service"] == service]
        errors = sum((Counter(cell["errors"]) for cell in of_one), Counter())
        if errors:
            answers = sum(cell["answers"] for cell in of_one)
            kinds = ", ".join(f"{count} x {kind}" for kind, count in errors.most_common())
            found.append(
                f"{service}: {errors.total()} requests got no answer ({kinds}), {answers} got one. "
                "Its rates and times are of the answers only."
            )
    return found


def _client_doubts(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """A sentence where the clients' one thread may be what holds the app back."""
    busiest = max(
        (cell["client_cores"] or 0 for cell in cells if cell["service"] == APP), default=0
    )
    if busiest < BUSY_CLIENT_CORES:
        return []
    return [
        f"The clients kept {busiest:.2f} of one core busy beside {APP}: they may be what was "
        "measured."
    ]


def _round_doubts(rounds: int) -> list[str]:
    if interval_rank(rounds):
        return []
    return [
        f"A 95 % interval of a ratio takes 6 rounds; the time was enough for {rounds}. Give more "
        "--seconds, or fewer --clients and --pictures."
    ]
