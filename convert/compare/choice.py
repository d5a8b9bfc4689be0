"""Which run is kept, and why each other one is not: plain rules on what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from convert.compare.budget import Budget, ratio_text
from convert.compare.entry import Cost, DeviceFile, Entry
from convert.proof.mcnemar import McNemar, mcnemar
from convert.report.advice import SIGNIFICANT

CHOSEN, OVER, NO_FILE = "chosen", "over budget", "no file"
TIED, CLOSE, LESS = "as accurate", "not told apart", "less accurate"


@dataclass(frozen=True)
class Standing:
    """The place of a run: a ``word`` for the table, and the ``reason`` in a sentence.

    ``test`` is McNemar's test against the chosen one, which takes the place of Keras there; None
    of that itself, and where there is nothing to compare.
    """

    entry: Entry
    word: str
    reason: str
    test: McNemar | None = None


@dataclass(frozen=True)
class Choice:
    """Every run in the order given; ``winner`` is None where none keeps to the budget."""

    winner: Entry | None
    standings: tuple[Standing, ...]


def choose(entries: Sequence[Entry], budget: Budget) -> Choice:
    """Keep the entry whose file is right on the most validation images within the ``budget``.

    Of equally accurate ones the faster, then the smaller one is kept.
    """
    affordable = sorted(
        (_rank(one.file, one.cost), i)
        for i, one in enumerate(entries)
        if one.file and one.cost and not budget.excesses(one.file, one.cost)
    )
    winner = entries[affordable[0][1]] if affordable else None
    # The first number of a rank is the accuracy.
    tied = len(affordable) > 1 and affordable[0][0][0] == affordable[1][0][0]
    return Choice(winner, tuple(_standing(one, winner, budget, tied=tied) for one in entries))


def _rank(file: DeviceFile, cost: Cost) -> tuple[float, ...]:
    return -file.accuracy.correct, cost.ratio.value, file.size_bytes


def _standing(entry: Entry, winner: Entry | None, budget: Budget, *, tied: bool) -> Standing:
    file, cost = entry.file, entry.cost
    if file is None or cost is None:
        return Standing(entry, NO_FILE, f"There is no file of it: {entry.failure}")
    excesses = budget.excesses(file, cost)
    if winner is None or winner.file is None or winner.cost is None:
        return Standing(entry, OVER, f"Over the budget: {'; '.join(excesses)}.")
    if entry is winner:
        return Standing(entry, CHOSEN, _why_chosen(file, cost, budget, tied=tied))
    test = mcnemar(winner.file.right, file.right)
    compared = _compared(file, winner.file, test)
    if excesses:
        reason = f"Over the budget: {'; '.join(excesses)}. {compared}"
        return Standing(entry, OVER, reason, test)
    word = _word(file, winner.file, test)
    costs = "" if word == LESS else f" {_costs(cost, winner.cost)}"
    return Standing(entry, word, compared + costs, test)


def _why_chosen(file: DeviceFile, cost: Cost, budget: Budget, *, tied: bool) -> str:
    of_all = "" if budget == Budget() else " of those within the budget"
    cheapest = ", and the cheapest of the runs that are" if tied else ""
    fallback = ""
    if file.variant != "int8":
        fallback = f" No int8 file of it passed the proof: this is its {file.variant} one."
    return (
        f"Right on the most validation images{of_all}, {file.accuracy}{cheapest}. An inference "
        f"takes {ratio_text(cost)} times as long as that of the default model.{fallback}"
    )


def _word(file: DeviceFile, best: DeviceFile, test: McNemar) -> str:
    if file.accuracy.correct == best.accuracy.correct:
        return TIED
    return LESS if test.p_value < SIGNIFICANT else CLOSE


def _compared(file: DeviceFile, best: DeviceFile, test: McNemar) -> str:
    """How often it is right beside the chosen one, and whether chance explains the difference."""
    lost = best.accuracy.correct - file.accuracy.correct
    if not lost:
        return f"Right on as many images as the chosen one, {file.accuracy.correct}."
    word = "fewer" if lost > 0 else "more"
    chance = "more than chance explains" if test.p_value < SIGNIFICANT else "which may be chance"
    return (
        f"Right on {abs(lost)} {word} of the {file.accuracy.count:,} images than the chosen one, "
        f"{chance} (McNemar's test, p = {test.p_value:.2g})."
    )


def _costs(cost: Cost, best: Cost) -> str:
    """What it would cost instead: the images alone do not tell the two apart."""
    share = cost.ratio.value / best.ratio.value
    if share < 1:
        return f"It takes {share:.2f} times the time of the chosen one: take it where time counts."
    return f"It takes {share:.2f} times the time of the chosen one."
