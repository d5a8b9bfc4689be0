"""The search space: which settings of a recipe a search may vary, and between which values."""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from edge_app.errors import PipelineError
from training.recipe import RANGES, Recipe, parse_recipe
from training.recipe_checks import nearest

# Settings that a search must leave alone, and why.
UNSUITABLE = {
    "epochs": "the flag --epochs sets how long each trial is",
    "seed": "it would choose the luckiest draw",
    "validation_images": "it would change the images that the trials are compared by",
    "image_size": "it would change the images that the trials are compared by",
    "fine_tune_epochs": "trials of different lengths cannot be compared",
    "early_stopping_patience": "it changes the time only: each trial counts by its best epoch",
    "jit_compile": "it changes the speed only",
    "precision": "it is chosen for its speed",
    "distillation_weight": "a search has no teacher",
    "distillation_temperature": "a search has no teacher",
}
RANGE_KEYS = ("low", "high", "log", "step")


@dataclass(frozen=True)
class Choice:
    """One of ``values``, which have no order."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Range:
    """A number from ``low`` to ``high``, both included; whole where these are.

    ``log``: drawn evenly over the logarithm, for settings whose order of magnitude is sought.
    ``step``: only ``low``, ``low + step`` and so on.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None


Space = dict[str, Choice | Range]


def parse_space(name: str, table: Any, settings: dict[str, Any]) -> Space:
    """Check the ``[search]`` table of the recipe ``name`` and make the search space.

    ``settings`` are the other settings of the recipe: each value that may be drawn is checked
    together with them.

    Raises PipelineError: no table, an empty one, an unknown or unsuitable setting, or values that
    a recipe cannot have, by their name.
    """
    types = {field.name: field.type for field in dataclasses.fields(Recipe) if field.name != "name"}
    if not isinstance(table, dict) or not table:
        raise PipelineError(
            f"Recipe {name!r}: [search] is {table!r}, expected a table such as "
            "learning_rate = { low = 0.01, high = 1.0, log = true }."
        )
    space: Space = {}
    for key, value in table.items():
        _check_key(name, key, types)
        space[key] = _parse(name, key, value, types[key])
        for end in _ends(space[key]):
            _check_value(name, key, end, settings)
    return space


def default_table(recipe: Recipe) -> dict[str, Any]:
    """The ``[search]`` table of a recipe that has none: what usually matters for its optimizer."""
    rate = {
        "low": recipe.learning_rate / 10,
        "high": min(recipe.learning_rate * 10, RANGES["learning_rate"][1]),
        "log": True,
    }
    table: dict[str, Any] = {"learning_rate": rate}
    if recipe.optimizer == "sgd":
        table["weight_decay"] = {"low": 1e-4, "high": 1e-2, "log": True}
        table["momentum"] = [0.8, 0.9, 0.95]
    else:
        # Decoupled from the rate, as in AdamW, whose rates are smaller and whose decays larger.
        table["weight_decay"] = {"low": 1e-3, "high": 1e-1, "log": True}
    table["label_smoothing"] = {"low": 0.0, "high": 0.2}
    return table


def _check_key(name: str, key: str, known: Iterable[str]) -> None:
    if key in UNSUITABLE:
        raise PipelineError(
            f"Recipe {name!r}: [search] cannot vary {key}: {UNSUITABLE[key]}. Remove it there."
        )
    suitable = [setting for setting in known if setting not in UNSUITABLE]
    if key not in suitable:
        raise PipelineError(
            f"Recipe {name!r}: unknown setting {key!r} in [search].{_hint(key, suitable)}"
        )


def _parse(name: str, key: str, value: Any, expected: Any) -> Choice | Range:
    if isinstance(value, list):
        return _choice(name, key, value, expected)
    if isinstance(value, dict) and expected in (int, float):
        return _range(name, key, value, expected)
    forms = "a list of values"
    if expected in (int, float):
        forms += " or { low = ..., high = ... }"
    raise PipelineError(f"Recipe {name!r}: [search] {key} is {value!r}, expected {forms}.")


def _choice(name: str, key: str, values: list[Any], expected: Any) -> Choice:
    if expected is float:
        values = [float(value) if type(value) is int else value for value in values]
    if any(isinstance(value, list | dict) for value in values):
        raise PipelineError(f"Recipe {name!r}: [search] {key} cannot be varied: {values!r}.")
    if len(values) < 2 or len(set(values)) < len(values):
        raise PipelineError(
            f"Recipe {name!r}: [search] {key} is {values!r}, expected two or more different values."
        )
    return Choice(tuple(values))


def _range(name: str, key: str, table: dict[str, Any], expected: type[float]) -> Range:
    where = f"Recipe {name!r}: [search] {key}"
    for word in table:
        if word not in RANGE_KEYS:
            raise PipelineError(f"{where}: unknown key {word!r}.{_hint(word, RANGE_KEYS)}")
    for word in ("low", "high", "step"):
        if word in table:
            table = {**table, word: _number(f"{where}: {word}", table[word], expected)}
        elif word != "step":
            raise PipelineError(f"{where}: {word} is missing.")
    log = table.get("log", False)
    if type(log) is not bool:
        raise PipelineError(f"{where}: log is {log!r}, expected true or false.")
    _check_range(where, drawn := Range(table["low"], table["high"], log, table.get("step")))
    return drawn


def _number(where: str, value: Any, expected: type[float]) -> float:
    if expected is float and type(value) is int:
        value = float(value)
    if type(value) is not expected or not math.isfinite(value):
        kind = "a whole number" if expected is int else "a number"
        raise PipelineError(f"{where} is {value!r}, expected {kind}.")
    number: float = value
    return number


def _check_range(where: str, drawn: Range) -> None:
    if drawn.low >= drawn.high:
        raise PipelineError(f"{where}: low ({drawn.low}) must be below high ({drawn.high}).")
    if drawn.log and drawn.low <= 0:
        raise PipelineError(f"{where}: low is {drawn.low}; with log = true it must be above 0.")
    if drawn.step is not None and drawn.log:
        raise PipelineError(f"{where}: step and log = true exclude each other. Remove one.")
    if drawn.step is not None and not 0 < drawn.step <= drawn.high - drawn.low:
        raise PipelineError(
            f"{where}: step is {drawn.step}, expected more than 0 and at most high - low."
        )


def _ends(drawn: Choice | Range) -> tuple[Any, ...]:
    return drawn.values if isinstance(drawn, Choice) else (drawn.low, drawn.high)


def _check_value(name: str, key: str, value: Any, settings: dict[str, Any]) -> None:
    try:
        parse_recipe(name, {**settings, key: value})
    except PipelineError as error:
        raise PipelineError(f"[search] {key} = {value!r} is no usable value. {error}") from error


def _hint(word: str, known: Sequence[str]) -> str:
    return nearest(word, known) or f" Known: {', '.join(known)}."
