"""Which series are compared with which: by what they have in common, or by what a user names."""

from collections.abc import Sequence

from benchmarks.compare.series import Series
from edge_app.errors import PipelineError

Pair = tuple[Series, Series]


def same_series(before: Sequence[Series], after: Sequence[Series]) -> list[Pair]:
    """Those that both results have, in the order of the first.

    Raises PipelineError: they have none in common.
    """
    others = {(one.key, one.quantity): one for one in after}
    found = [
        (one, others[one.key, one.quantity]) for one in before if (one.key, one.quantity) in others
    ]
    if not found:
        raise PipelineError(
            "The two results have no candidate in common: the same model, runtime and threads, "
            "way, or service, picture and clients."
        )
    return found


def only_in_one(before: Sequence[Series], after: Sequence[Series]) -> list[str]:
    """One line for each candidate that only one of the two results has."""
    first, second = (dict.fromkeys(one.title for one in series) for series in (before, after))
    return [
        f"{title}: only in the {place} result"
        for place, own, other in (("first", first, second), ("second", second, first))
        for title in own
        if title not in other
    ]


def named(series: Sequence[Series], text: str) -> list[Series]:
    """The series of the candidates whose titles hold ``text``.

    Raises PipelineError: there is none.
    """
    found = [one for one in series if text in one.title]
    if not found:
        titles = "; ".join(dict.fromkeys(one.title for one in series))
        raise PipelineError(f"No candidate's title holds {text!r}. They are: {titles}.")
    return found


def nearest(one: Series, candidates: Sequence[Series]) -> Series:
    """Of the candidates the one that has most in common with ``one``, of the same quantity.

    So a yardstick of the same number of threads, or for the same picture and clients, is taken
    where there is one.

    Raises PipelineError: several have equally much in common, or none is of that quantity.
    """
    others = [other for other in candidates if other.quantity == one.quantity]
    if not others:
        raise PipelineError(f"Nothing was measured to set the {one.quantity.name} beside.")
    most = max(_in_common(one, other) for other in others)
    best = [other for other in others if _in_common(one, other) == most]
    if len(best) > 1:
        titles = "; ".join(other.title for other in best)
        raise PipelineError(f"Beside {one.title}, say more exactly which of these: {titles}.")
    return best[0]


def _in_common(one: Series, other: Series) -> int:
    return sum(mine == theirs for mine, theirs in zip(one.key, other.key, strict=True))
