"""Figures and names as words: one spelling for the advice, the tables and the terminal."""

from collections.abc import Sequence

from training.evaluation import Accuracy

LISTED = 4


def percent(share: float, *, digits: int = 1) -> str:
    """A share in percent, such as "87.5 %"."""
    return f"{100 * share + 0:.{digits}f} %"


def interval(accuracy: Accuracy) -> str:
    """The 95 % interval in percent, such as "86.5-88.4"."""
    return f"{100 * accuracy.low:.1f}-{100 * accuracy.high:.1f}"


def listed(words: Sequence[str]) -> str:
    """Words such as "a, b and c"; of more than LISTED, the first and how many more."""
    if len(words) > LISTED:
        return f"{', '.join(words[:LISTED])} and {len(words) - LISTED} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
