"""All that a comparison found, and what follows from it in words."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from convert.compare.budget import Budget
from convert.compare.choice import CHOSEN, NO_FILE, Choice, Standing
from convert.compare.timing import DEFAULT
from convert.timing import Latencies
from training.evaluation import Accuracy

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class Result:
    """``data`` is the name of the data set, ``images`` the number of its validation images.

    ``test`` is the accuracy of the chosen file on the test images, where they were asked.
    ``latencies`` is None where there was no file to time.
    """

    data: str
    images: int
    budget: Budget
    choice: Choice
    latencies: Latencies | None
    test: Accuracy | None = None

    @property
    def verdict(self) -> str:
        """In one word: "passed", "fallback" or "failed".

        failed: none was chosen; fallback: of a run there is no file, or the chosen one fails in the
        second runtime.
        """
        winner = self.choice.winner
        if winner is None or winner.file is None:
            return "failed"
        without = any(one.word == NO_FILE for one in self.choice.standings)
        return "fallback" if without or winner.file.elsewhere else "passed"


def headline(result: Result) -> str:
    """What came of it, in one line."""
    winner = result.choice.winner
    if winner is None or winner.file is None or winner.cost is None:
        made = any(one.entry.file for one in result.choice.standings)
        why = "none is within the budget" if made else "no file passed the proof"
        return f"No run was chosen: {why}"
    reached = 100 * winner.file.accuracy.value
    return (
        f"{winner.name} was chosen: {reached:.2f} % of {result.images:,} validation images, "
        f"{winner.cost.ratio.value:.2f} times the latency of the default model"
    )


def advice(result: Result) -> tuple[str, ...]:
    """Why it is so, for each run, and what to do now."""
    chosen_first = sorted(result.choice.standings, key=lambda one: one.word != CHOSEN)
    return (*(f"{one.entry.name}: {one.reason}" for one in chosen_first), *_next(result))


def _next(result: Result) -> Iterator[str]:
    winner = result.choice.winner
    if winner is None and not result.latencies:
        yield "The report of each conversion, under candidates, says what failed."
    elif winner is None:
        yield (
            "All conversions are kept. Raise the limit, or train a smaller net, or one for smaller "
            "pictures: half the image_size takes a quarter of the time."
        )
    elif result.test:
        yield f"On the test images, which have chosen nothing, {winner.name} reaches {result.test}."
    else:
        yield (
            "The validation images have chosen the epoch and now the net, so its figure is a "
            "little too good. --test scores the test images of the chosen one, once."
        )
    for one in result.choice.standings:
        if one.entry.file and one.entry.file.elsewhere:
            yield f"{one.entry.name} is not for the second runtime: {one.entry.file.elsewhere}"
        if one.entry.cost and result.budget.is_near(one.entry.cost):
            yield (
                f"The limit of {result.budget.max_latency_ratio:g} times is within the interval of "
                f"{one.entry.name}: another measurement may fall on the other side of it."
            )
    if result.latencies and result.latencies.doubts:
        yield "The times are in doubt; comparison.html says why. Measure again on a quiet machine."
    if result.latencies:
        yield (
            f"Times are those of this machine ({result.latencies.cpu}, one thread). What a board "
            "takes, `python -m benchmarks latency` measures there."
        )


def comparison_json(result: Result, *, made: dict[str, Any]) -> dict[str, Any]:
    """Everything that was found, ready for JSON; docs/conversion.md lists it all."""
    latencies = result.latencies
    return {
        "schema": SCHEMA,
        "verdict": result.verdict,
        "winner": result.choice.winner.name if result.choice.winner else None,
        "headline": headline(result),
        "advice": list(advice(result)),
        "budget": asdict(result.budget),
        "data": {"name": result.data, "validation_images": result.images},
        "runs": [_run(one) for one in result.choice.standings],
        "latency": latencies
        and {
            **{key: value for key, value in latencies.summary().items() if key != "invoke_ms"},
            "default_model": {"name": DEFAULT, **asdict(latencies.invoke_ms[DEFAULT])},
        },
        "test": result.test and asdict(result.test),
        "compared": made,
    }


def _run(standing: Standing) -> dict[str, Any]:
    entry, test = standing.entry, standing.test
    file, cost = entry.file, entry.cost
    return {
        "name": entry.name,
        "standing": standing.word,
        "reason": standing.reason,
        "folder": f"{entry.folder.parent.name}/{entry.folder.name}",
        "recipe": entry.recipe,
        "file": file
        and {
            "file": file.path.name,
            "variant": file.variant,
            "bytes": file.size_bytes,
            "multiply_accumulates": file.multiply_accumulates,
            "validation": asdict(file.accuracy),
            "keras_validation": asdict(file.keras),
        },
        "latency": cost and asdict(cost),
        "mcnemar": test
        and {
            "only_winner_right": test.only_keras_right,
            "only_this_right": test.only_variant_right,
            "p_value": test.p_value,
        },
    }
