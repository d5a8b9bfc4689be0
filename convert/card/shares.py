"""Shares of one, as a card writes them."""

from collections.abc import Mapping
from typing import Any


def percent(share: float, *, digits: int = 1) -> str:
    """``0.875`` as ``87.5 %``."""
    return f"{100 * share:.{digits}f} %"


def interval(accuracy: Mapping[str, Any], *, digits: int = 1) -> str:
    """The 95 % interval of a count of right answers."""
    return f"{100 * accuracy['low']:.{digits}f}-{100 * accuracy['high']:.{digits}f}"
