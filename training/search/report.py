"""What a search tells and leaves: a line per trial, a table, a record, and the best recipe."""

from dataclasses import asdict
from typing import Any

from training.progress import duration
from training.recipe import settings_text
from training.search.plan import Plan
from training.search.trials import COMPLETE, TrialResult, ranked

SCHEMA = 1
SHOWN = 5


def trial_line(result: TrialResult, *, trials: int, seconds_left: float) -> str:
    """One line of text for a trial that has ended."""
    epochs = len(result.accuracies)
    reached = "" if result.accuracy is None else f"{100 * result.accuracy:.2f} %"
    if result.state != COMPLETE:
        ended = f"{result.state} after {counted(epochs, 'epoch')}"
        reached = f"{ended}, {reached}" if reached else ended
    values = "  ".join(f"{key} {shown(value)}" for key, value in result.values.items())
    left = f", about {duration(seconds_left)} left" if result.number < trials else ""
    return f"{place(result.number, trials)}  {reached}  {values}  {duration(result.seconds)}{left}"


def place(number: int, trials: int) -> str:
    """Where the search stands, such as "trial  3/20"."""
    return f"trial {number:{len(str(trials))}d}/{trials}"


def best_table(results: list[TrialResult], *, images: int) -> str:
    """The best trials as a table of text; ``images`` is how many their accuracy is of."""
    best = ranked(results)[:SHOWN]
    header = ["trial", "accuracy", *best[0].values]
    rows = [
        [str(r.number), f"{100 * (r.accuracy or 0.0):.2f} %", *map(shown, r.values.values())]
        for r in best
    ]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = (
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in (header, *rows)
    )
    return "\n".join([f"The best trials, by their accuracy on {images} validation images:", *lines])


def search_record(
    plan: Plan, results: list[TrialResult], *, data: dict[str, Any], made: dict[str, Any]
) -> dict[str, Any]:
    """Everything that is known of a search, ready for JSON.

    ``best`` is the number of a trial; None where none is complete.
    """
    best = ranked(results)
    return {
        "schema": SCHEMA,
        "recipe": asdict(plan.recipe),
        "space": {key: asdict(drawn) for key, drawn in plan.space.items()},
        "epochs_per_trial": plan.trial_epochs,
        "data": data,
        "best": best[0].number if best else None,
        "trials": [{**asdict(r), "accuracy": r.accuracy} for r in results],
        "made": made,
    }


def best_recipe(plan: Plan, best: TrialResult, *, trials: int, images: int) -> str:
    """The recipe of the best trial as TOML, in its full length."""
    lines = [
        f"# {plan.recipe.name} with the best settings of {counted(trials, 'trial')}: "
        f"{100 * (best.accuracy or 0.0):.2f} % of {images} validation images",
        f"# after at most {counted(plan.trial_epochs, 'epoch')}. "
        "Found by: python -m training search",
    ]
    return "\n".join([*lines, settings_text({**plan.settings, **best.values})])


def counted(number: int, word: str) -> str:
    """A number of things, such as "1 epoch" and "2 epochs"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def shown(value: Any) -> str:
    """A value of a setting, short enough for a table."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
