"""The thresholds in a model file: from which probability on an answer of each class is sure."""

from typing import Any

from edge_app.errors import ModelFileError

EXPECTED = "Expected one number from 0 to 1, or null, for each class. Convert the model again."
# Of damaged content, shown to the user.
SHOWN = 60

Thresholds = tuple[float | None, ...]


def stated_thresholds(custom: dict[str, Any]) -> Thresholds | None:
    """The ``thresholds`` in the custom metadata of a model file; None where it states none.

    An entry is a probability, 0..1, or None for a class of which no answer is ever sure.

    Raises ModelFileError: they are something else.
    """
    stated = custom.get("thresholds")
    if stated is None:
        return None
    if not isinstance(stated, list):
        raise ModelFileError(f"The model's thresholds are {_shown(stated)}. {EXPECTED}")
    for one in stated:
        if not _is_threshold(one):
            raise ModelFileError(f"One of the model's thresholds is {_shown(one)}. {EXPECTED}")
    return tuple(None if one is None else float(one) for one in stated)


def check_count(thresholds: Thresholds | None, *, classes: int) -> None:
    """Raises ModelFileError: not as many thresholds as the model has ``classes``."""
    if thresholds is not None and len(thresholds) != classes:
        raise ModelFileError(
            f"The model has {len(thresholds)} thresholds for {classes} classes. {EXPECTED}"
        )


def _is_threshold(value: Any) -> bool:
    if value is None:
        return True
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1  # False of NaN too.


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
