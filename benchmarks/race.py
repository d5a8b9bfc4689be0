"""Let entrants take turns in a measurement, and make the report of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.entrants import Field
from benchmarks.latency import Effort, Settings, Visit
from benchmarks.latency_report import Conditions, latency_report, round_medians
from benchmarks.missing import Missing, tell
from benchmarks.summary import precision_percent
from benchmarks.surroundings import Watch
from benchmarks.turns import Limits, take_turns
from edge_app.errors import PipelineError


def race(
    found: Field,
    settings: Settings,
    effort: Effort,
    *,
    benchmark: str,
    command: str,
    accuracies: Mapping[str, float],
    watch: Watch,
    show: Callable[[str], None],
) -> dict[str, Any]:
    """Measure all that take part; the report, ready for JSON.

    The first entrant is the reference of the ratios. ``accuracies`` (0..1) go by the models' names.
    ``watch`` has seen how the models were opened.

    Raises PipelineError: nothing can be measured.
    """
    entrants = {entrant.candidate.title: entrant for entrant in found.entrants}
    if not entrants:
        raise PipelineError("None of the models can be measured.")
    watch.begin()
    visits, failed, stopped_by = take_turns(
        list(entrants),
        lambda title: entrants[title].visit(settings),
        limits=Limits(effort.rounds, effort.seconds),
        settled=lambda so_far: _settled(so_far, effort.precision),
        before_round=lambda number: show(_round_name(number, effort)),
    )
    found.missing.failed.update(failed)
    tell(Missing(failed=failed))
    if not visits:
        raise PipelineError("None of the models can be measured.")
    return latency_report(
        [entrant.candidate for title, entrant in entrants.items() if title in visits],
        list(visits.values()),
        settings,
        accuracies=accuracies,
        missing=found.missing,
        conditions=Conditions(
            benchmark=benchmark,
            command=command,
            effort=effort,
            stopped_by=stopped_by,
            surroundings=watch.end(),
        ),
    )


def _settled(visits: Mapping[str, Sequence[Visit]], precision: float) -> bool:
    found = [precision_percent(round_medians(of_one)) for of_one in visits.values()]
    return all(percent is not None and percent <= precision for percent in found)


def _round_name(number: int, effort: Effort) -> str:
    if number < 1:
        return "warm-up round"
    return f"round {number} of {effort.rounds} at most, {effort.seconds:g} s at most"
