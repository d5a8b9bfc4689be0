"""One published figure: ours, and that of the unprotected stack in the same run."""

from dataclasses import dataclass

Value = float | int | str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, ``how`` in one sentence; a text stands where no number says it."""

    name: str
    unit: str
    ours: Value
    unprotected: Value
    how: str
