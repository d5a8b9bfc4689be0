"""Take turns: every candidate is visited once in each round, until enough is known of all."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from edge_app.errors import PipelineError

# The first round is dropped: the clock of an idle machine is still rising, caches are empty.
WARM_UP_ROUNDS = 1
# The fewest that give a median a 95 % interval: see benchmarks.summary.interval_rank.
FEWEST_ROUNDS = 6

Item = TypeVar("Item")
Result = TypeVar("Result")


class CandidateError(PipelineError):
    """One candidate can be measured no further; the others can."""


@dataclass(frozen=True)
class Limits:
    """When to stop: after ``rounds``, or before a round that would end after ``seconds``."""

    rounds: int
    seconds: float


def take_turns(
    names: Sequence[str],
    visit: Callable[[str], Result],
    *,
    limits: Limits,
    settled: Callable[[Mapping[str, Sequence[Result]]], bool] = lambda _: False,
    before_round: Callable[[int], None] = lambda _: None,
) -> tuple[dict[str, list[Result]], dict[str, str], str]:
    """Visit every candidate in every round, the first place rotating.

    Gives the visits by name, in order of the rounds; the reasons of those that failed, which have
    no visits; and what ended it: "precision" (``settled`` said so, after FEWEST_ROUNDS), "time",
    or "rounds". ``before_round`` gets the number of the round that begins: 1, 2, ..., and 0 or
    below for a warm-up round, whose visits are dropped. One round is always made.

    A visit that raises CandidateError ends that candidate's part; every other error goes on.
    """
    deadline, longest_s = time.monotonic() + limits.seconds, 0.0
    visits: dict[str, list[Result]] = {name: [] for name in names}
    failed: dict[str, str] = {}
    for number in range(1 - WARM_UP_ROUNDS, limits.rounds + 1):
        started = time.monotonic()
        if number > 1 and started + longest_s > deadline:
            return visits, failed, "time"
        before_round(number)
        for name in rotated(list(visits), number):
            try:
                result = visit(name)
            except CandidateError as error:
                failed[name] = str(error)
                del visits[name]
                continue
            if number >= 1:
                visits[name].append(result)
        longest_s = max(longest_s, time.monotonic() - started)
        if not visits or (number >= FEWEST_ROUNDS and settled(visits)):
            return visits, failed, "precision"
    return visits, failed, "rounds"


def rotated(items: Sequence[Item], number: int) -> list[Item]:
    """The order of round ``number``: each item is first, second, ... equally often."""
    start = number % len(items)
    return [*items[start:], *items[:start]]
